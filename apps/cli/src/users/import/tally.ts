import { EXIT } from '../../exit-code.ts'
import { Failure } from '../../failure.ts'
import type { Outcome, Result } from './send-batch.ts'

/** How many records, and what became of them. */
export interface Totals extends Record<Outcome, number> {
  read: number
  /** Of those who were made: without the password that they had. */
  passwordsDropped: number
}

export interface Tally {
  readonly totals: Readonly<Totals>
  /** Passes records on, and counts them where they are read: the sum of the outcomes is held against that. */
  counting<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item>
  add(results: readonly Result[]): void
}

export function createTally(): Tally {
  const totals: Totals = { read: 0, created: 0, unchanged: 0, conflict: 0, invalid: 0, skipped: 0, passwordsDropped: 0 }
  return {
    totals,
    async *counting(items) {
      for await (const item of items) {
        totals.read += 1
        yield item
      }
    },
    add(results) {
      for (const { outcome, passwordDropped } of results) {
        totals[outcome] += 1
        if (passwordDropped) totals.passwordsDropped += 1
      }
    },
  }
}

/** @throws Failure when records are unaccounted for */
export function checkTotals({ read, created, unchanged, conflict, invalid, skipped }: Readonly<Totals>): void {
  const sum = created + unchanged + conflict + invalid + skipped
  if (sum === read) return
  throw new Failure(
    EXIT.failure,
    `${read} rows were read, and something became of ${sum}.`,
    'Import the file again: what is there already stays as it is. Please report this; it is a defect of this program.',
  )
}

export const sentenceOf = (totals: Readonly<Totals>, dryRun: boolean): string => {
  const { read, created, unchanged, conflict, invalid, skipped, passwordsDropped } = totals
  const parts = [
    `${created} ${dryRun ? 'would be created' : 'created'}`,
    `${unchanged} ${dryRun ? 'there already' : 'unchanged'}`,
    `${conflict} in conflict`,
    `${invalid} not valid`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  const dropped = passwordsDropped > 0 ? ` ${passwordsDropped} have no password now, and need a reset.` : ''
  return `${read} rows: ${parts.join(', ')}.${dropped}`
}
