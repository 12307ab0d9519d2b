import { median } from '../lab/statistics.ts'
import { type Compared, type Finding, isReached, type Measured } from './measured.ts'

/** A finding as a section of Markdown. */
export function printFinding({ title, how, measured, compared }: Finding): string {
  return [
    `## ${title}`,
    how,
    table(['engine', 'what', 'median', 'least to most', 'unit', 'rounds'], measured.map(measuredRow)),
    ...(compared.length > 0
      ? [table(['engine', 'compared', 'value', 'goal', 'reached'], compared.map(comparedRow))]
      : []),
  ].join('\n\n')
}

function measuredRow({ engine, what, unit, samples }: Measured): readonly string[] {
  const spread = samples.length > 1 ? `${figure(Math.min(...samples))} to ${figure(Math.max(...samples))}` : ''
  return [engine ?? '', what, figure(median(samples)), spread, unit, String(samples.length)]
}

function comparedRow(compared: Compared): readonly string[] {
  const { engine, what, value, unit, goal } = compared
  const reached = isReached(compared)
  return [
    engine ?? '',
    what,
    `${figure(value)} ${unit}`,
    goalText(compared),
    goal === undefined ? '' : reached ? 'yes' : 'no',
  ]
}

function goalText({ goal, unit }: Compared): string {
  if (goal === undefined) return ''
  return 'atLeast' in goal ? `at least ${goal.atLeast} ${unit}` : `at most ${goal.atMost} ${unit}`
}

/** Three digits are as many as a benchmark knows. */
export function figure(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value))
  return String(Number(value.toPrecision(3)))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
