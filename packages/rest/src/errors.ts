import { TRPCError } from '@trpc/server'

/** One thing that is wrong with an input, in zod's terms. */
export interface InputIssue {
  readonly path: readonly PropertyKey[]
  readonly code: string
  readonly message: string
  /** What zod lists with `unrecognized_keys`: each becomes an error of its own, pointing at the key. */
  readonly keys?: readonly string[] | undefined
}

/** A body can be wrong in more places than anybody wants to read about. */
export const maxErrors = 100

/** What a caller is told about an error: the answer of `describeError`, and the source of a problem document. */
export interface ErrorDescription {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  /** Paths in the schema's own names (camelCase), which the adapter turns into wire names; those of an `InputError` are. */
  readonly issues?: readonly InputIssue[] | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly instance?: string | undefined
}

const maxSummarised = 5

/** What is wrong with an input, in a line: the first few fields, by the names that their paths have. */
export function summaryOf(issues: readonly InputIssue[]): string {
  const first = issues.slice(0, maxSummarised).map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`)
  const more = issues.length - first.length
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/**
 * The request can be read, but carries keys or values that the operation does not take.
 * Its paths are wire names already, because an unknown key has no other name. Travels as the cause of a `BAD_REQUEST`.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly issues: readonly InputIssue[]
  /** What the schema has against the rest of the input: described by itself, and reported with the issues. */
  readonly schemaError: Error | undefined

  constructor(issues: readonly InputIssue[], schemaError?: Error) {
    super('The input does not fit the operation.')
    this.issues = issues.slice(0, maxErrors)
    this.schemaError = schemaError
  }
}

/** The request cannot be read at all. The message is ours and safe to show. Travels as the cause of a `PARSE_ERROR`. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest'
}

/** A `MalformedRequest` the way tRPC carries it. */
export function malformed(message: string): TRPCError {
  return new TRPCError({ code: 'PARSE_ERROR', message, cause: new MalformedRequest(message) })
}

/** The typed cause of an error that this package raised, however it was wrapped on its way. */
export function causeOf(error: unknown): InputError | MalformedRequest | undefined {
  const cause = error instanceof TRPCError ? error.cause : error
  return cause instanceof InputError || cause instanceof MalformedRequest ? cause : undefined
}

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]['code']

const trpcCodes: ReadonlyMap<number, TrpcCode> = new Map([
  [404, 'NOT_FOUND'],
  [405, 'METHOD_NOT_SUPPORTED'],
  [408, 'TIMEOUT'],
  [413, 'PAYLOAD_TOO_LARGE'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
  [429, 'TOO_MANY_REQUESTS'],
  [503, 'SERVICE_UNAVAILABLE'],
])

/**
 * Fastify's own errors (a body that is too large, a URL that cannot be decoded) in tRPC's terms, so that one
 * `describeError` covers both. Anything that Fastify did not raise comes back as it is.
 */
export function fromFramework(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TRPCError || !('statusCode' in error)) return error
  const status = Number(error.statusCode)
  const code = trpcCodes.get(status)
  if (code !== undefined) return new TRPCError({ code, cause: error })
  return status >= 400 && status < 500 ? malformed('The request cannot be read.') : error
}
