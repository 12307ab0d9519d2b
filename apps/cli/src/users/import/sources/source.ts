import type { UserImport } from '@roster/client'
import type { Fields } from '../record.ts'

export type ImportRow = UserImport['rows'][number]

export interface SourceOptions {
  /** Administrators there are administrators here. */
  readonly keepAdmins: boolean
  /** All addresses count as confirmed. */
  readonly emailsVerified: boolean
  /** Fields that nobody knows are left out. */
  readonly ignoreUnknown: boolean
  readonly firebase: FirebaseParameters
  /** Whether the file knows texts alone. */
  readonly isCsv: boolean
}

/** Of the project, as its console shows them. */
export interface FirebaseParameters {
  /** Base64; undefined when it was not given. */
  readonly signerKey: string | undefined
  readonly saltSeparator: string
  readonly rounds: number
  readonly memCost: number
}

/** What a record means: a row to import, or why there is none in it. */
export type Adapted =
  | {
      readonly row: ImportRow
      /** What the other system calls this user, where that cannot stay. */
      readonly sourceId?: string | undefined
    }
  | { readonly skipped: string }

/** Another system, and how its export is read. */
export interface Source {
  readonly adapt: (fields: Fields, options: SourceOptions) => Adapted
  /** The columns of its CSV, where that does not name them. */
  readonly columns?: readonly string[]
  /** Fields that it knows. @returns what is wrong with these */
  readonly checkColumns?: (columns: readonly string[], options: SourceOptions) => void
}
