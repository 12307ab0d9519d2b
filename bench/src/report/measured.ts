export type Engine = 'embedded' | 'postgresql'

/** One thing measured: a value for each round. */
export interface Measured {
  readonly engine?: Engine
  readonly what: string
  readonly unit: string
  readonly samples: readonly number[]
}

/** Two things of the same rounds compared, or one with a bound. */
export interface Compared {
  readonly engine?: Engine
  readonly what: string
  readonly value: number
  readonly unit: '×' | 'ms' | 's' | 'MB' | 'B' | 'kB' | '%'
  /** What is aimed at; without one the figure is only reported. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number }
}

/** What a benchmark has found. */
export interface Finding {
  readonly title: string
  /** What was done, in a sentence or two. */
  readonly how: string
  readonly measured: readonly Measured[]
  readonly compared: readonly Compared[]
}

export function isReached({ value, goal }: Compared): boolean | undefined {
  if (goal === undefined) return undefined
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost
}
