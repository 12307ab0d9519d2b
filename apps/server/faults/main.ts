import { createEquipment } from './lab/create-lab.ts'
import type { Lab } from './lab/lab.ts'
import { type Options, readOptions, USAGE } from './lab/options.ts'
import { makeRoot } from './lab/places.ts'
import type { Report, Scenario } from './lab/scenario.ts'
import { firstOf, isKept, tableOf } from './lab/table.ts'
import { createTally } from './lab/tally.ts'
import { scenarios } from './scenarios.ts'

const DETAILS = 20
const say = (text: string) => void process.stdout.write(`${text}\n`)

let options: Options
try {
  options = readOptions(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  process.exit(2)
}
process.exitCode = (await runAll(options)) ? 0 : 1

/** Runs one scenario after the other. @returns whether every promise was kept */
async function runAll({ kills, seed, only }: Options): Promise<boolean> {
  const chosen = scenarios.filter(({ name }) => only.length === 0 || only.some((prefix) => name.startsWith(prefix)))
  if (chosen.length === 0)
    throw new Error(`No scenario is called so. There are: ${scenarios.map(({ name }) => name).join(', ')}`)
  say(`Faults: ${chosen.length} scenarios, seed ${seed}, ${kills} kills\n`)
  const reports = new Map<string, Report>()
  {
    using root = makeRoot()
    await using equipment = createEquipment({ root: root.path, seed, kills })
    for (const group of grouped(chosen)) {
      const results = await Promise.all(
        group.map((scenario) => carryThrough(scenario, equipment.labFor(scenario.name))),
      )
      for (const [index, report] of results.entries()) reports.set(group[index]?.name ?? '', report)
    }
  }
  say(`\n${tableOf(reports)}\n`)
  const broken = [...reports].filter(([, report]) => !isKept(report))
  for (const [name, report] of broken) say(detailsOf(name, report))
  say(`${reports.size - broken.length} passed, ${broken.length} failed`)
  if (broken.length > 0) say(`Repeat with --seed ${seed}`)
  return broken.length === 0
}

/** Those in a row that may run at the same time. */
function grouped(scenarios: readonly Scenario[]): Scenario[][] {
  const groups: Scenario[][] = []
  for (const scenario of scenarios) {
    const last = groups.at(-1)
    if (scenario.together !== undefined && last?.[0]?.together === scenario.together) last.push(scenario)
    else groups.push([scenario])
  }
  return groups
}

async function carryThrough(scenario: Scenario, lab: Lab): Promise<Report> {
  const begin = performance.now()
  lab.say('…')
  const report = await attempt(scenario, lab)
  lab.say(`${summaryOf(report)} (${Math.round((performance.now() - begin) / 1000)} s)`)
  return report
}

/** A scenario that cannot even be carried through has not kept its promise. */
async function attempt(scenario: Scenario, lab: Lab): Promise<Report> {
  try {
    return await scenario.run(lab)
  } catch (error) {
    const tally = createTally()
    tally.broken.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return { kind: 'tried', what: 'broke off', tally, outcome: '' }
  }
}

function summaryOf(report: Report): string {
  if (report.kind === 'not tried') return `not tried: ${report.why}`
  return isKept(report) ? `kept: ${report.outcome}` : `BROKEN: ${firstOf(report.tally)}`
}

function detailsOf(name: string, report: Report): string {
  if (report.kind === 'not tried') return ''
  const { lost, broken } = report.tally
  const all = [...lost.map((text) => `lost: ${text}`), ...broken]
  const more = all.length > DETAILS ? [`… and ${all.length - DETAILS} more`] : []
  return `${name}\n${[...all.slice(0, DETAILS), ...more].map((text) => `  - ${text}`).join('\n')}\n`
}
