import { spawnSync } from 'node:child_process'
import { mkdirSync, openSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readChapters } from '../claims/claim.ts'
import { judge } from '../claims/judge.ts'
import { claimsPage } from '../claims/page.ts'
import { readResults } from '../claims/results.ts'
import { repositoryRoot } from '../env.ts'

const HELP = `pnpm docs:claims [--from DIR] [--check]

Writes docs/security-claims.md of docs/claims/*.json and of a run of every test, fault and fuzz; that takes a while.
Fails when a claim names something that does not exist, did not run or did not pass.

  --from DIR   takes the results of runs that have been: DIR/vitest*.json (vitest run --reporter=json),
               DIR/faults*.txt and DIR/fuzz*.txt (what pnpm test:faults and pnpm test:fuzz have printed)
  --check      writes nothing, and fails when the page is not what it would be
`

const PAGE = join(repositoryRoot, 'docs/security-claims.md')
const say = (line: string) => process.stdout.write(`${line}\n`)

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    from: { type: 'string' },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) say(HELP)
else process.exitCode = (await main()) ? 0 : 1

/** @returns whether every claim holds, and the page says so */
async function main(): Promise<boolean> {
  const chapters = await readChapters(join(repositoryRoot, 'docs/claims'))
  const dir = values.from === undefined ? runEverything() : resolve(values.from)
  const verdicts = judge(chapters, await readResults(dir, repositoryRoot))
  const page = claimsPage(chapters, verdicts)
  const broken = [...verdicts].filter(([, verdict]) => verdict !== 'passed')
  for (const [evidence, verdict] of broken) say(`${verdict}: ${evidence}`)
  if (broken.length > 0) {
    say(`${broken.length} of ${verdicts.size} do not hold: the page was left as it is.`)
    return false
  }
  if (values.check) {
    const isCurrent = (await readFile(PAGE, 'utf8').catch(() => '')) === page
    if (!isCurrent) say('docs/security-claims.md is not up to date: run `pnpm docs:claims`.')
    return isCurrent
  }
  await writeFile(PAGE, page)
  say(`docs/security-claims.md: ${verdicts.size} checks, all passed.`)
  return true
}

/** Runs what claims may name, one after the other. @returns where the results are */
function runEverything(): string {
  const dir = join(repositoryRoot, '.turbo/claims')
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  const report = join(dir, 'vitest.json')
  run(dir, 'vitest.txt', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`])
  run(dir, 'faults.txt', ['apps/server/faults/main.ts'])
  run(dir, 'fuzz.txt', ['apps/server/fuzz/main.ts'])
  return dir
}

function run(dir: string, name: string, args: readonly string[]): void {
  say(`… ${args.join(' ')}`)
  const output = openSync(join(dir, name), 'w')
  spawnSync(process.execPath, args, { cwd: repositoryRoot, stdio: ['ignore', output, output] })
}
