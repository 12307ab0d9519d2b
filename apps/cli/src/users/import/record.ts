/** One record of a file, before anybody has asked what it means. */
export type FileRecord = {
  /** Where it begins in the file, counted from 1; unknown in JSON that is one value. */
  readonly line: number | undefined
} & ({ readonly fields: Fields } | { readonly problem: string })

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Longer than any user, and short enough to be kept in memory. */
export const MAX_RECORD_BYTES = 1024 * 1024
