import { styleText } from 'node:util'
import type { Finding, Level } from './finding.ts'

const MARKS: Readonly<Record<Level, { readonly sign: string; readonly style: Parameters<typeof styleText>[0] }>> = {
  ok: { sign: 'ok', style: 'green' },
  warning: { sign: 'warning', style: 'yellow' },
  problem: { sign: 'PROBLEM', style: 'red' },
  unknown: { sign: '?', style: 'dim' },
}
const SIGN_WIDTH = 7

export interface Summary {
  readonly ok: number
  readonly warning: number
  readonly problem: number
  readonly unknown: number
}

export function summarise(findings: readonly Finding[]): Summary {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length
  return { ok: count('ok'), warning: count('warning'), problem: count('problem'), unknown: count('unknown') }
}

/** The findings as people read them: aligned, what to do below what is wrong, a line that sums up. */
export function renderText(findings: readonly Finding[], color: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text
  const width = Math.max(...findings.map(({ about }) => about.length))
  const indent = ' '.repeat(SIGN_WIDTH + width + 6)
  const lines = findings.flatMap(({ about, level, says, advice }, index) => {
    const { sign, style } = MARKS[level]
    const shown = findings[index - 1]?.about === about ? '' : about
    return [
      `  ${paint(style, sign.padEnd(SIGN_WIDTH))}  ${shown.padEnd(width)}  ${says}`,
      ...(advice === undefined ? [] : advice.split('\n').map((line) => `${indent}${paint('dim', `→ ${line}`)}`)),
    ]
  })
  return ['', ...lines, '', `  ${sentence(summarise(findings))}`, ''].join('\n')
}

function sentence({ problem, warning, unknown }: Summary): string {
  const parts = [
    problem > 0 && `${problem} ${problem === 1 ? 'problem' : 'problems'}`,
    warning > 0 && `${warning} ${warning === 1 ? 'warning' : 'warnings'}`,
    unknown > 0 && `${unknown} not looked at`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'Everything is in order.' : `${parts.join(', ')}.`
}

/** The same for scripts: one JSON document. */
export function renderJson(findings: readonly Finding[]): string {
  return JSON.stringify({ summary: summarise(findings), findings }, null, 2)
}
