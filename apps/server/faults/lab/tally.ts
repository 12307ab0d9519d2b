/** Counts what a scenario tried, what was acknowledged, and every promise that was broken. */
export interface Tally {
  /** Calls that were made, refused or unanswered ones included. */
  tried: number
  /** Writes that were answered with 2xx. */
  acknowledged: number
  /** Acknowledged writes that were gone afterwards, and halves of pairs. */
  readonly lost: string[]
  /** Every other promise that was not kept. */
  readonly broken: string[]
}

export const createTally = (): Tally => ({ tried: 0, acknowledged: 0, lost: [], broken: [] })

/** Notes a broken promise unless `kept`. */
export function expectThat(tally: Tally, kept: boolean, otherwise: string): void {
  if (!kept) tally.broken.push(otherwise)
}

/** The value below which a share of the numbers lie; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
