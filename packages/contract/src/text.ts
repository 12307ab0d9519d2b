import { z } from 'zod'

const CONTROL = /\p{Cc}/u
const FIRST_INSTANT_MS = Date.parse('0001-01-01T00:00:00Z')

/** Any well-formed string: PostgreSQL cannot keep a lone surrogate. */
export const text = () =>
  z.string().refine((value) => value.isWellFormed(), { message: 'Must be well-formed Unicode', abort: true })

/** Length in code points, which is what people count as characters and what NIST SP 800-63B-4 counts. */
export function codePoints(value: string): number {
  let count = 0
  for (const _ of value) count++
  return count
}

/** Text between two lengths in code points, both inclusive. */
export const textOf = (min: number, max: number) =>
  text()
    .max(max * 2, { message: `Must have at most ${max} characters`, abort: true })
    .refine((value) => codePoints(value) <= max, {
      message: `Must have at most ${max} characters`,
      params: { code: 'too_long' },
    })
    .refine((value) => codePoints(value) >= min, {
      message: min === 1 ? 'Must not be empty' : `Must have at least ${min} characters`,
      params: { code: 'too_short' },
    })

/** One line for people to read: no control characters. */
export const hasNoControls = (value: string) => !CONTROL.test(value)

/** RFC 3339 with a time and a zone, not before the year 1 in UTC: PostgreSQL has no year 0. */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((value) => !(Date.parse(value) < FIRST_INSTANT_MS), { message: 'Must not be before the year 1' })
  .meta({ examples: ['2026-01-31T09:30:00.000Z'] })

/** A time as it leaves the server. */
export const Timestamp = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-01-31T09:30:00.000Z'] })

/** An id as it leaves the server. */
export const Id = z.uuid().meta({ examples: ['01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'] })
