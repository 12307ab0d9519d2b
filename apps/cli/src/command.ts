import { Command, InvalidArgumentError } from '@commander-js/extra-typings'
import type { Roster } from './roster.ts'

/** Gives a command what it works with, once the command line has been read. */
export type GetRoster = () => Roster

interface About {
  /** One line, for the list of commands. */
  readonly summary: string
  /** What has to be known before it is used. */
  readonly details?: string
  /** Command lines as they are typed, and what each is for. */
  readonly examples: ReadonlyArray<readonly [line: string, purpose: string]>
}

const abouts = new WeakMap<object, About>()

/** What was said about a command: for the reference. */
export const aboutOf = (command: object): About | undefined => abouts.get(command)

/** A command with help that is complete. */
export function command(name: string, about: About): Command {
  const made = new Command(name)
    .summary(about.summary)
    .description(about.details === undefined ? about.summary : `${about.summary}\n\n${about.details}`)
    .allowExcessArguments(false)
  made.addHelpText('after', () => `\nExamples:\n${about.examples.map(exampleOf).join('\n')}`)
  abouts.set(made, about)
  return made
}

const exampleOf = ([line, purpose]: readonly [string, string]): string => `  ${line}\n      ${purpose}`

/** A noun, with its verbs. */
export function group(name: string, summary: string, verbs: readonly unknown[]): Command {
  const made = new Command(name).summary(summary).description(summary).allowExcessArguments(false)
  for (const verb of verbs as readonly Command[]) made.addCommand(verb)
  return made
}

/** For numbers above zero. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('Give a whole number above 0.')
}

/** For options that may be repeated, and hold several values with commas in between. */
export const addToList = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== ''),
]

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 }
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** For a time in the past: a day, which begins in UTC, an RFC 3339 timestamp, or how long ago it was (`90d`, `12h`). */
export const parseTime = (text: string): string => parseInstant(text, -1)

/** For a time to come: the same, but `90d` is in 90 days. */
export const parseEnd = (text: string): string => parseInstant(text, 1)

function parseInstant(text: string, direction: 1 | -1): string {
  const [, amount, unit = ''] = /^(\d{1,6})([dhm])$/.exec(text) ?? []
  const distanceMs = Number(amount ?? 0) * (UNIT_MS[unit] ?? 0)
  const time =
    amount !== undefined ? new Date(Date.now() + direction * distanceMs) : new Date(TIME.test(text) ? text : '')
  if (!Number.isNaN(time.getTime())) return time.toISOString()
  throw new InvalidArgumentError(
    'Give a day (2026-01-31), a time with a zone (2026-01-31T08:00:00Z), or a number of days, hours or minutes (90d, 12h, 30m).',
  )
}
