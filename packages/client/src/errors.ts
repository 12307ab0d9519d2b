import type { ErrorCode } from './api.ts'

/** What a call can fail with before Roster has answered it. */
export type ClientErrorCode =
  /** There was no answer: no connection, or it broke. */
  | 'NETWORK'
  /** There was no answer in time. */
  | 'TIMEOUT'
  /** The call was given up by its own signal. */
  | 'ABORTED'
  /** Something answered that is not Roster. */
  | 'BAD_REPLY'

export type RosterErrorCode = ErrorCode | ClientErrorCode

/** What is wrong with one field of the input. */
export interface FieldError {
  /** The field, nested ones with dots: `email`, `items.0.name`. */
  readonly field: string
  /** A stable word for programs: `too_short`, `invalid_email`. */
  readonly code: string
  /** For people, in English. */
  readonly message: string
}

interface RosterErrorDetails {
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly fields?: readonly FieldError[] | undefined
  readonly cause?: unknown
}

/** Everything that a call can fail with. `code` says what it was. */
export class RosterError<Code extends RosterErrorCode = RosterErrorCode> extends Error {
  override readonly name = 'RosterError'
  readonly code: Code
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined
  /** What the server's log calls this request. */
  readonly requestId: string | undefined
  /** With RATE_LIMITED, OVERLOADED and DATABASE_UNAVAILABLE: when to try again. */
  readonly retryAfterSeconds: number | undefined
  /** With VALIDATION_FAILED: the first error of each field, by the field's name. */
  readonly fields: Readonly<Record<string, FieldError | undefined>>
  /** With VALIDATION_FAILED: all of them, in the server's order. */
  readonly issues: readonly FieldError[]

  constructor(code: Code, message: string, details: RosterErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.status = details.status
    this.requestId = details.requestId
    this.retryAfterSeconds = details.retryAfterSeconds
    this.issues = details.fields ?? []
    const fields: Record<string, FieldError | undefined> = Object.create(null)
    for (const issue of this.issues) fields[issue.field] ??= issue
    this.fields = fields
  }
}

/** Whether something thrown is an error of this client, and has one of the codes, if any are named. */
export function isRosterError<Code extends RosterErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is RosterError<Code> {
  // Not `instanceof`: two copies of this package may have met.
  if (!(error instanceof Error) || error.name !== 'RosterError') return false
  return codes.length === 0 || (codes as readonly unknown[]).includes((error as RosterError).code)
}
