import type { Paint } from '../terminal/terminal.ts'
import { padTo, printable, widthOf } from '../terminal/text.ts'

/** What a command is about to do, exactly. */
export interface Plan {
  /** The API's name for it: `users.update`. */
  readonly operation: string
  /** In the imperative, for people: `Disable ada@example.com`. */
  readonly title: string
  /** The id of what it is done to. */
  readonly subjectId?: string | null
  /** Which fields get which values, by their names on REST. */
  readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>
  /** What else comes of it, each in a sentence. */
  readonly effects: readonly string[]
}

/** The changes between what is and what is wanted: fields that stay as they are do not appear. */
export function changesBetween(from: object, to: object): Plan['changes'] {
  const before = from as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(to)
      .filter(([field, value]) => value !== undefined && value !== before[field])
      .map(([field, value]) => [
        field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        { from: before[field] ?? null, to: value },
      ]),
  )
}

export const isEmpty = ({ changes, effects }: Plan): boolean =>
  Object.keys(changes).length === 0 && effects.length === 0

/** A plan as lines for people. */
export function describePlan({ title, changes, effects }: Plan, paint: Paint): readonly string[] {
  const width = Math.max(0, ...Object.keys(changes).map(widthOf))
  return [
    paint('bold', `${printable(title)}:`),
    ...Object.entries(changes).map(
      ([field, { from, to }]) =>
        `  ${padTo(field, width)}  ${paint('red', spell(from))} → ${paint('green', spell(to))}`,
    ),
    ...effects.map((effect) => `  ${printable(effect)}`),
  ]
}

const spell = (value: unknown): string =>
  value === null ? '(none)' : printable(typeof value === 'string' ? value : JSON.stringify(value))
