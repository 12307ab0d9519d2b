import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { bundles } from './benchmarks/bundle.ts'
import { lists } from './benchmarks/list.ts'
import { memory } from './benchmarks/memory.ts'
import { read } from './benchmarks/read.ts'
import { searches } from './benchmarks/search.ts'
import { servers } from './benchmarks/servers.ts'
import { signIns } from './benchmarks/sign-in.ts'
import { starts } from './benchmarks/start.ts'
import { storms } from './benchmarks/storm.ts'
import { describeMachine } from './lab/machine.ts'
import { postgresVersion } from './lab/postgres.ts'
import { readOptions, USAGE } from './options.ts'
import type { Engine, Finding } from './report/measured.ts'
import { printFinding } from './report/print.ts'
import { type Crowd, gatherCrowd } from './seed/crowd.ts'

const RESULTS = join(import.meta.dirname, '../results.md')
const benchmarks = [signIns, storms, read, lists, searches, starts, memory, bundles, servers]
const say = (text: string) => process.stderr.write(`${text}\n`)

try {
  await main()
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exitCode = 1
}

async function main(): Promise<void> {
  const names = benchmarks.map(({ name }) => name)
  const options = readOptions(process.argv.slice(2), names)
  if (options.help)
    return void say(`${USAGE}\n${benchmarks.map(({ name, title }) => `  ${name.padEnd(14)}  ${title}`).join('\n')}`)

  const startedAt = performance.now()
  const postgres = await postgresVersion(options.postgres)
  await using resources = new AsyncDisposableStack()
  const crowds = new Map<Engine, Promise<Crowd>>()
  const bench: Bench = {
    engines: postgres === undefined ? ['embedded'] : ['embedded', 'postgresql'],
    postgresUrl: postgres === undefined ? undefined : options.postgres,
    rounds: options.quick ? 2 : 5,
    seconds: options.quick ? 2 : 4,
    quick: options.quick,
    users: options.users,
    crowd(engine) {
      const crowd = crowds.get(engine) ?? gatherCrowd(bench, engine).then((made) => resources.use(made))
      crowds.set(engine, crowd)
      return crowd
    },
    step: (text) => say(`  ${String(Math.round((performance.now() - startedAt) / 1000)).padStart(4)} s  ${text}`),
  }
  const machine = describeMachine(postgres)
  const findings: Finding[] = []
  for (const benchmark of benchmarks) {
    if (options.only.length > 0 && !options.only.includes(benchmark.name)) continue
    say(benchmark.title)
    const finding = await benchmark.run(bench)
    process.stdout.write(`\n${printFinding(finding)}\n\n`)
    findings.push(finding)
  }
  const minutes = (performance.now() - startedAt) / 60_000
  say(`${minutes.toFixed(1)} minutes`)
  if (!options.write) return
  const head = `# Results\n\nWritten by \`pnpm bench${options.quick ? ' --quick' : ''}\` on ${new Date().toISOString().slice(0, 10)}, in ${minutes.toFixed(1)} minutes.\n\n${machine.map((line) => `- ${line}`).join('\n')}`
  writeFileSync(RESULTS, `${[head, ...findings.map(printFinding)].join('\n\n')}\n`)
  say('bench/results.md is written')
}
