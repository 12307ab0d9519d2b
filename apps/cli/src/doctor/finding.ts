export type Level = 'ok' | 'warning' | 'problem'

/** One thing that was looked at. */
export interface Finding {
  /** What it is about, in a word or two. */
  readonly about: string
  readonly level: Level
  /** What is the case. */
  readonly says: string
  /** What to do about it. */
  readonly advice?: string
}
