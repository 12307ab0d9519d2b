import type { ErrorCatalogue, ErrorEntry } from './catalogue.ts'
import type { JsonObject } from './openapi-schema.ts'
import type { Endpoint } from './operation.ts'

/** The codes that a whole kind of operation can answer with, whatever it declares itself. */
export interface CommonErrors {
  readonly every: readonly string[]
  /** Operations that need a credential. */
  readonly protected: readonly string[]
  readonly admin: readonly string[]
  /** Operations that may be sent a body, even if they take none. */
  readonly body: readonly string[]
}

export const defaultCommonErrors: CommonErrors = {
  every: ['MALFORMED_REQUEST', 'VALIDATION_FAILED', 'RATE_LIMITED', 'INTERNAL', 'OVERLOADED', 'DATABASE_UNAVAILABLE'],
  protected: ['UNAUTHENTICATED'],
  admin: ['FORBIDDEN'],
  body: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
}

/** The code whose problem documents carry `errors`. */
const validationCode = 'VALIDATION_FAILED'

/** The headers that come with a status wherever it appears (RFC 9110 §15.5.2, RFC 6585 §4). */
const headersOfStatus: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
}

/** Describes error replies, collecting the shared ones. */
export interface ErrorDocs {
  /** The `responses` of one operation that are errors, by status. */
  readonly responsesOf: (endpoint: Endpoint) => Readonly<Record<string, JsonObject>>
  /** `components.responses`, filled while operations are described. */
  readonly shared: Map<string, JsonObject>
}

export function createErrorDocs(
  catalogue: ErrorCatalogue,
  common: CommonErrors,
  errorBaseUrl: string,
  headersFor: (names: readonly string[]) => JsonObject,
): ErrorDocs {
  const shared = new Map<string, JsonObject>()
  const describe = (status: number, codes: readonly string[]): JsonObject => ({
    description: codes.map((code) => `${catalogue[code]?.title ?? code} (\`${code}\`)`).join(', or '),
    ...headersFor(headersOfStatus[status] ?? []),
    content: {
      'application/problem+json': {
        schema: { $ref: `#/components/schemas/${codes.includes(validationCode) ? 'ValidationProblem' : 'Problem'}` },
        examples: Object.fromEntries(codes.map((code) => [code, exampleOf(code, catalogue[code], errorBaseUrl)])),
      },
    },
  })
  const responsesOf = (endpoint: Endpoint) => {
    const byStatus = Map.groupBy(codesOf(endpoint, common, catalogue), (code) => catalogue[code]?.status ?? 500)
    const responses = [...byStatus].map(([status, codes]) => {
      const name = codes.map(pascal).join('Or')
      shared.set(name, describe(status, codes))
      return [status, { $ref: `#/components/responses/${name}` }]
    })
    return Object.fromEntries(responses) as Record<string, JsonObject>
  }
  return { responsesOf, shared }
}

/** The codes of an operation in the catalogue's order, so that equal sets have one name. */
function codesOf(endpoint: Endpoint, common: CommonErrors, catalogue: ErrorCatalogue): readonly string[] {
  const { access, isQuery, route } = endpoint
  const codes = new Set([
    ...common.every,
    ...(access === 'public' || access === 'optional' ? [] : common.protected),
    ...(access === 'admin' ? common.admin : []),
    ...(isQuery ? [] : common.body),
    ...(route.errors ?? []),
  ])
  return Object.keys(catalogue).filter((code) => codes.has(code))
}

function exampleOf(code: string, entry: ErrorEntry | undefined, errorBaseUrl: string): JsonObject {
  const value = {
    type: `${errorBaseUrl}/${code}`,
    title: entry?.title ?? code,
    status: entry?.status ?? 500,
    detail: entry?.detail ?? entry?.title ?? code,
    code,
    request_id: '0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f',
    ...(code === validationCode
      ? {
          errors: [
            { pointer: '/name', code: 'invalid_type', detail: 'Invalid input: expected string, received number' },
          ],
        }
      : {}),
    ...entry?.example,
  }
  return { summary: value.title, value }
}

/** `EMAIL_TAKEN` → `EmailTaken` */
function pascal(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** The schemas of the two kinds of problem document (RFC 9457), and of the codes in them. */
export function problemSchemas(catalogue: ErrorCatalogue): Readonly<Record<string, JsonObject>> {
  const properties = {
    type: { type: 'string', format: 'uri', description: 'Identifies the kind of problem; a page about it.' },
    title: { type: 'string', description: 'The kind of problem in a few words.' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What went wrong this time, for people.' },
    instance: { type: 'string', format: 'uri-reference', description: 'This occurrence of the problem.' },
    code: { $ref: '#/components/schemas/ErrorCode' },
    request_id: { type: 'string', description: 'Names the request in the log.' },
    retry_after_seconds: { type: 'integer', minimum: 0, description: 'How long to wait before asking again.' },
  }
  const required = ['type', 'title', 'status', 'detail', 'code', 'request_id']
  const fieldError = {
    type: 'object',
    properties: {
      pointer: {
        type: 'string',
        description: 'A JSON pointer (RFC 6901) to the field, also if it came in the query or path.',
      },
      code: { type: 'string', description: 'What is wrong with it, for programs.' },
      detail: { type: 'string', description: 'What is wrong with it, for people.' },
    },
    required: ['pointer', 'code', 'detail'],
  }
  return {
    ErrorCode: { type: 'string', description: 'What to compare in programs.', enum: Object.keys(catalogue) },
    Problem: { type: 'object', description: 'A problem document (RFC 9457).', properties, required },
    ValidationProblem: {
      type: 'object',
      description: 'A problem document that lists each field in error.',
      properties: { ...properties, errors: { type: 'array', items: fieldError } },
      required: [...required, 'errors'],
    },
  }
}
