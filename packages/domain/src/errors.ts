import { type ErrorCode, errorMessages, type FieldIssue } from '@roster/contract'
import { databaseErrorCode, isUnavailable } from '@roster/db'

/** What the domain throws on purpose, and nothing else. It knows codes, not statuses. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: ErrorCode
  readonly issues: readonly FieldIssue[] | undefined
  /** When it makes sense to try again, in whole seconds. */
  readonly retryAfterSeconds: number | undefined
  /** What the caller can do about it, where there is more to say than the code's own message. Never about a person. */
  readonly detail: string | undefined

  constructor(
    code: ErrorCode,
    options: { issues?: readonly FieldIssue[]; retryAfterSeconds?: number; detail?: string; cause?: unknown } = {},
  ) {
    super(errorMessages[code], options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.issues = options.issues
    this.retryAfterSeconds = options.retryAfterSeconds
    this.detail = options.detail
  }
}

/** VALIDATION_FAILED at one field. */
export function invalidField(field: string, code: string, message: string): DomainError {
  return new DomainError('VALIDATION_FAILED', { issues: [{ path: [field], code, message }] })
}

/** A domain error, or the one that a driver's error means; nothing for an accident. */
export function toDomainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error
  return isUnavailable(error) ? new DomainError('DATABASE_UNAVAILABLE', { cause: error }) : undefined
}

/** Why the database could not be used, for the log: a code of the driver's or the system's, never its text. */
export function unavailableReason(error: DomainError): string {
  return databaseErrorCode(error.cause) ?? 'no answer in time'
}
