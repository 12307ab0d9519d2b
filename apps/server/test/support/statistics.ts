/** Two-sided, for one look at the samples. */
const SIGNIFICANCE = 0.01

export interface Comparison {
  /** How likely a difference like this one is if there is none. */
  readonly p: number
  /** The median of the second series less that of the first. */
  readonly shift: number
}

/**
 * Compares two series of samples by rank (Mann and Whitney's U, in its normal approximation), so that a few samples
 * that a busy machine made slow do not matter.
 */
export function compare(first: readonly number[], second: readonly number[]): Comparison {
  const all = [...first.map((value) => ({ value, own: true })), ...second.map((value) => ({ value, own: false }))]
  all.sort((a, b) => a.value - b.value)
  const rankSum = all.reduce((sum, { own }, index) => (own ? sum + index + 1 : sum), 0)
  const product = first.length * second.length
  const u = rankSum - (first.length * (first.length + 1)) / 2
  const z = (u - product / 2) / Math.sqrt((product * (all.length + 1)) / 12)
  return { p: 2 * upperTail(Math.abs(z)), shift: median(second) - median(first) }
}

/**
 * Whether two kinds of samples differ: in batch after batch, always in the same direction. One batch without a
 * difference ends it, so chance alone gets there once in (1/100)^batches, and a real difference every time.
 */
export async function differ(takeBatch: () => Promise<readonly [number[], number[]]>, batches = 3): Promise<boolean> {
  let direction = 0
  for (let batch = 0; batch < batches; batch++) {
    const { p, shift } = compare(...(await takeBatch()))
    if (p >= SIGNIFICANCE || (direction !== 0 && Math.sign(shift) !== direction)) return false
    direction = Math.sign(shift)
  }
  return true
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The normal distribution's upper tail (Abramowitz and Stegun, 26.2.17; good to 7.5e-8). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = series.reduceRight((total, factor) => (total + factor) * t, 0)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
