// pnpm has a command `doctor` of its own, which looks at pnpm alone and wins over a script of that name. In this
// repository `pnpm doctor` means Roster's. There are no hooks here: what gets installed is for pnpm-workspace.yaml.
const [command, ...options] = process.argv.slice(2).filter((word) => word !== '--silent' && word !== '-s')
if (command === 'doctor') {
  const { spawnSync } = require('node:child_process')
  const script = [process.argv[1], '--silent', '--dir', __dirname, 'run', 'doctor', ...options]
  process.exit(spawnSync(process.execPath, script, { stdio: 'inherit' }).status ?? 1)
}
