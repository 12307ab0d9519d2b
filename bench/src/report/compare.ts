import { median } from '../lab/statistics.ts'

/** How two subjects of the same rounds compare: the median of the ratios, each of one round. */
export function ratio(left: readonly number[], right: readonly number[]): number {
  return median(left.map((value, round) => value / (right[round] ?? Number.NaN)))
}
