import type { Report } from './scenario.ts'
import type { Tally } from './tally.ts'

const HEADER = ['scenario', 'tried', 'acknowledged', 'lost', 'outcome']

/** Whether every promise of a scenario was kept. One that could not be tried is not broken, and says so. */
export const isKept = (report: Report): boolean =>
  report.kind === 'not tried' || (report.tally.lost.length === 0 && report.tally.broken.length === 0)

/** One row for each scenario, as wide as it has to be. */
export function tableOf(reports: ReadonlyMap<string, Report>): string {
  const rows = [HEADER, ...[...reports].map(([name, report]) => rowOf(name, report))]
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' | ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('-|-'))
  return lines.join('\n')
}

function rowOf(name: string, report: Report): string[] {
  if (report.kind === 'not tried') return [name, '–', '–', '–', `not tried: ${report.why}`]
  const { tally, what, outcome } = report
  const verdict = isKept(report) ? `kept: ${outcome}` : `BROKEN: ${firstOf(tally)}`
  return [name, what, String(tally.acknowledged), String(tally.lost.length), verdict]
}

/** One line of the first thing that was not kept. */
export const firstOf = ({ lost, broken }: Tally): string =>
  ([...lost, ...broken][0] ?? '').split('\n', 1)[0]?.slice(0, 160) ?? ''
