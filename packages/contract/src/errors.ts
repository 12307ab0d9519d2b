/**
 * Every error code Roster answers with, and what it says to a person.
 * Statuses are the transport's business (`api/errors`); this file imports nothing, so that any client can carry it.
 */
export const errorMessages = {
  VALIDATION_FAILED: 'The input is not valid.',
  MALFORMED_REQUEST: 'The request could not be read.',
  UNAUTHENTICATED: 'Sign in first: there is no valid credential with this request.',
  INVALID_CREDENTIALS: 'The e-mail address or the password is wrong.',
  REFRESH_TOKEN_INVALID: 'This refresh token is not valid any longer. Sign in again.',
  FORBIDDEN: 'You are not allowed to do this.',
  ACCOUNT_DISABLED: 'This account is disabled.',
  EMAIL_NOT_VERIFIED: 'Confirm the e-mail address of this account first.',
  REAUTHENTICATION_FAILED: 'The current password is missing or wrong.',
  NOT_FOUND: 'There is nothing here.',
  USER_NOT_FOUND: 'There is no such user.',
  METHOD_NOT_ALLOWED: 'This method does not work here.',
  EMAIL_TAKEN: 'This e-mail address already belongs to an account.',
  LAST_ADMIN: 'The last active administrator cannot be removed, disabled or demoted.',
  CONFLICT: 'The request does not fit the present state.',
  VERSION_CONFLICT: 'The user has changed since you read it. Read it again and repeat the change.',
  RESET_TOKEN_INVALID: 'This reset link is wrong, used or expired. Ask for a new one.',
  VERIFICATION_TOKEN_INVALID: 'This confirmation link is wrong, used or expired. Ask for a new one.',
  INVITATION_TOKEN_INVALID: 'This invitation is wrong, used or expired. Ask an administrator for a new one.',
  BOOTSTRAP_TOKEN_INVALID: 'This link is wrong, used or expired, or there is an administrator already.',
  BACKUP_NOT_HERE: 'This server keeps its data in PostgreSQL: back that up with pg_dump. See docs/backup.md.',
  PAYLOAD_TOO_LARGE: 'The request is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'Send the body as application/json, not compressed.',
  RATE_LIMITED: 'Too many attempts. Wait and try again.',
  OVERLOADED: 'The server is busy. Try again shortly.',
  DATABASE_UNAVAILABLE: 'The service is unavailable for the moment. Try again shortly.',
  INTERNAL: 'Something went wrong on our side.',
} as const

export type ErrorCode = keyof typeof errorMessages

export const errorCodes = Object.keys(errorMessages) as readonly ErrorCode[]

/** What is wrong with one field of the input. `path` is in the contract's own (camelCase) names. */
export interface FieldIssue {
  readonly path: readonly PropertyKey[]
  readonly code: string
  readonly message: string
}
