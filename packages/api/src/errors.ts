import { type ErrorCode, errorMessages, type FieldIssue } from '@roster/contract'
import { type DomainError, toDomainError } from '@roster/domain'
import { InputError, MalformedRequest, summaryOf } from '@roster/rest'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { fieldIssues, isNoObject } from './issues.ts'

export type TrpcCode = TRPCError['code']

/** Each code's place on both wires. A new code does not compile until it is placed here. */
export const errorTable = {
  VALIDATION_FAILED: { status: 422, trpc: 'BAD_REQUEST' },
  MALFORMED_REQUEST: { status: 400, trpc: 'BAD_REQUEST' },
  UNAUTHENTICATED: { status: 401, trpc: 'UNAUTHORIZED' },
  INVALID_CREDENTIALS: { status: 401, trpc: 'UNAUTHORIZED' },
  REFRESH_TOKEN_INVALID: { status: 401, trpc: 'UNAUTHORIZED' },
  FORBIDDEN: { status: 403, trpc: 'FORBIDDEN' },
  ACCOUNT_DISABLED: { status: 403, trpc: 'FORBIDDEN' },
  EMAIL_NOT_VERIFIED: { status: 403, trpc: 'FORBIDDEN' },
  REAUTHENTICATION_FAILED: { status: 403, trpc: 'FORBIDDEN' },
  NOT_FOUND: { status: 404, trpc: 'NOT_FOUND' },
  USER_NOT_FOUND: { status: 404, trpc: 'NOT_FOUND' },
  METHOD_NOT_ALLOWED: { status: 405, trpc: 'METHOD_NOT_SUPPORTED' },
  EMAIL_TAKEN: { status: 409, trpc: 'CONFLICT' },
  LAST_ADMIN: { status: 409, trpc: 'CONFLICT' },
  CONFLICT: { status: 409, trpc: 'CONFLICT' },
  VERSION_CONFLICT: { status: 412, trpc: 'PRECONDITION_FAILED' },
  RESET_TOKEN_INVALID: { status: 400, trpc: 'BAD_REQUEST' },
  VERIFICATION_TOKEN_INVALID: { status: 400, trpc: 'BAD_REQUEST' },
  INVITATION_TOKEN_INVALID: { status: 400, trpc: 'BAD_REQUEST' },
  BOOTSTRAP_TOKEN_INVALID: { status: 400, trpc: 'BAD_REQUEST' },
  BACKUP_NOT_HERE: { status: 409, trpc: 'CONFLICT' },
  PAYLOAD_TOO_LARGE: { status: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, trpc: 'UNSUPPORTED_MEDIA_TYPE' },
  RATE_LIMITED: { status: 429, trpc: 'TOO_MANY_REQUESTS' },
  OVERLOADED: { status: 503, trpc: 'SERVICE_UNAVAILABLE' },
  DATABASE_UNAVAILABLE: { status: 503, trpc: 'SERVICE_UNAVAILABLE' },
  INTERNAL: { status: 500, trpc: 'INTERNAL_SERVER_ERROR' },
} as const satisfies Record<ErrorCode, { status: number; trpc: TrpcCode }>

/** What tRPC raises itself. Everything it does not name here is an accident, and INTERNAL. */
const trpcReasons: Partial<Record<TrpcCode, ErrorCode>> = {
  PARSE_ERROR: 'MALFORMED_REQUEST',
  BAD_REQUEST: 'MALFORMED_REQUEST',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  TOO_MANY_REQUESTS: 'RATE_LIMITED',
  SERVICE_UNAVAILABLE: 'OVERLOADED',
}

/** An error the way a domain error reaches tRPC. */
export function toTrpcError(error: DomainError): TRPCError {
  return new TRPCError({ code: errorTable[error.code].trpc, message: error.message, cause: error })
}

/** Everything a caller may know about an error, on either wire. Never a cause, a stack or a driver's text. */
export interface ErrorDescription {
  readonly code: ErrorCode
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly issues?: readonly FieldIssue[]
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
}

const RETRY_AFTER_SECONDS = 1

/** Describes whatever was thrown, in Roster's terms. */
export function describeError(error: unknown): ErrorDescription {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error
  if (cause instanceof MalformedRequest) return { ...describe('MALFORMED_REQUEST'), detail: cause.message }
  if (cause instanceof ZodError && error instanceof TRPCError && error.code === 'BAD_REQUEST') {
    if (isNoObject(cause)) return describe('MALFORMED_REQUEST')
    const issues = fieldIssues(cause)
    return { ...describe('VALIDATION_FAILED'), detail: summaryOf(issues), issues }
  }
  if (cause instanceof InputError)
    return { ...describe('VALIDATION_FAILED'), detail: summaryOf(cause.issues), issues: cause.issues }
  const domainError = toDomainError(cause)
  if (domainError !== undefined) return describeDomainError(domainError)
  return describe((error instanceof TRPCError && trpcReasons[error.code]) || 'INTERNAL')
}

function describeDomainError(error: DomainError): ErrorDescription {
  const { issues, retryAfterSeconds, detail } = error
  return {
    ...describe(error.code, retryAfterSeconds),
    ...(detail !== undefined && { detail }),
    ...(issues && { issues, detail: summaryOf(issues) }),
  }
}

function describe(code: ErrorCode, retryAfterSeconds?: number): ErrorDescription {
  const { status } = errorTable[code]
  const wait = retryAfterSeconds ?? (status === 503 || status === 429 ? RETRY_AFTER_SECONDS : undefined)
  const headers = {
    ...(status === 401 && { 'WWW-Authenticate': challenge(code) }),
    ...(wait !== undefined && { 'Retry-After': String(wait) }),
  }
  return {
    code,
    status,
    title: errorMessages[code],
    detail: errorMessages[code],
    ...(wait !== undefined && { retryAfterSeconds: wait }),
    ...(Object.keys(headers).length > 0 && { headers }),
  }
}

/** RFC 6750 §3. The same for every refusal of a kind, so that it tells nothing. */
const challenge = (code: ErrorCode): string =>
  code === 'UNAUTHENTICATED' ? 'Bearer realm="roster"' : 'Bearer realm="roster", error="invalid_grant"'

/** The first few in words; `errors` has them all. */
