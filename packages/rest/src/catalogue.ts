/** What callers may know about an error code: its status on REST, and the words for it. */
export interface ErrorEntry {
  readonly status: number
  readonly title: string
  readonly detail?: string | undefined
  /** Members of the documented example beyond those that follow from the entry. */
  readonly example?: Readonly<Record<string, unknown>> | undefined
}

/** Every error code there is. */
export type ErrorCatalogue = Readonly<Record<string, ErrorEntry>>
