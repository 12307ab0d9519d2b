import { isDeepStrictEqual } from 'node:util'
import { type ErrorCode, errorCodes } from '@roster/contract'
import { z } from 'zod'
import type { RawReply, ReplyRules } from '../test/support/reply-rules.ts'
import type { RawRequest } from '../test/support/send-raw.ts'
import { CANARY } from './fields.ts'
import type { FuzzRequest } from './requests.ts'

/** What is wrong with a reply; nothing when it keeps every promise. */
export type Oracle = (request: FuzzRequest, sent: RawRequest, reply: RawReply) => readonly string[]

/** Never in a reply, whatever was asked: where the code runs and what it runs on. */
const INTERNALS = /\.[jt]s:\d|node_modules|prisma|\bpg_|ECONN|FST_|\binvocation\b|syntax error at|at Object\./i
/** Answers of the HTTP layer, before there is an operation. */
const EARLY_STATUSES = [408, 417, 431]
/** What tRPC answers before it knows a procedure. */
const FRAMEWORK_REASONS: readonly ErrorCode[] = [
  'METHOD_NOT_ALLOWED',
  'NOT_FOUND',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'MALFORMED_REQUEST',
]

export function createOracle(rules: ReplyRules): Oracle {
  return (request, sent, reply) => [
    ...common(reply),
    ...access(request, sent, reply),
    ...(EARLY_STATUSES.includes(reply.status) || isProblem(reply)
      ? rules
          .problemsWith({ $ref: '#/components/schemas/Problem' }, parsed(reply.body))
          .filter(() => sent.method !== 'HEAD')
      : []),
    ...(request.wire === 'REST' ? rest(request, sent, reply, rules) : trpc(request, sent, reply)),
  ]
}

function common({ status, headers, body }: RawReply): readonly string[] {
  return [
    ...(status >= 500 ? [`the status is ${status}`] : []),
    ...(headers.get('x-content-type-options') === 'nosniff' ? [] : ['nosniff is missing']),
    ...(headers.has('x-request-id') ? [] : ['the request id is missing']),
    ...(headers.has('server') || headers.has('x-powered-by') ? ['there is a banner'] : []),
    ...(body.includes(CANARY) ? ['the reply holds a secret of the request'] : []),
    ...(status >= 400 && INTERNALS.test(body) ? ['the reply tells how the server is made'] : []),
  ]
}

/** Who is not let in hears of that alone, unless the request could not be read at all. */
function access(request: FuzzRequest, { url }: RawRequest, { status }: RawReply): readonly string[] {
  const { operation, caller, twist } = request
  if (isElsewhere(request, url) || twist.kind === 'header' || status === 413 || EARLY_STATUSES.includes(status))
    return []
  const refused = operation.access === 'user' || operation.access === 'admin'
  if (refused && caller === 'anonymous' && status !== 401) return [`${status} for somebody who is not signed in`]
  if (operation.access === 'admin' && caller === 'user' && status !== 403)
    return [`${status} for somebody who is no administrator`]
  return []
}

function rest(
  request: FuzzRequest,
  { method, url }: RawRequest,
  reply: RawReply,
  rules: ReplyRules,
): readonly string[] {
  const { operation } = request
  const path = `/api/v1${operation.path}`
  if (EARLY_STATUSES.includes(reply.status)) return []
  if (isElsewhere(request, url)) {
    return reply.status < 400 || method === 'HEAD' || isProblem(reply) ? [] : ['the error is no problem document']
  }
  return rules.problemsOf(method, path, reply)
}

/** Another method, or another place, as an empty parameter makes it: whatever is there answers. */
const isElsewhere = ({ twist }: FuzzRequest, url: string) =>
  twist.kind === 'path' || twist.kind === 'method' || /^[^?]*\/(?:\/|\?|$)/.test(url)

const Success = z.strictObject({ result: z.strictObject({ data: z.unknown().optional() }) })
const Failure = z.strictObject({
  error: z.strictObject({
    message: z.string(),
    code: z.int(),
    data: z.strictObject({
      code: z.string(),
      httpStatus: z.int(),
      path: z.string().optional(),
      reason: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
      requestId: z.string(),
      errors: z.array(z.strictObject({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
      retryAfterSeconds: z.int().optional(),
    }),
  }),
})

function trpc(request: FuzzRequest, { method }: RawRequest, reply: RawReply): readonly string[] {
  if (method === 'HEAD' || method === 'OPTIONS' || isProblem(reply)) return []
  const body = parsed(reply.body)
  const isOrdinary = request.twist.kind === 'none'
  // Twisted requests may be batches, or streams of lines.
  if (body === undefined) return isOrdinary ? ['the reply is not JSON'] : []
  return (Array.isArray(body) ? body : [body]).flatMap((part) =>
    envelope(request, part, isOrdinary ? reply.status : undefined),
  )
}

function envelope({ operation, twist }: FuzzRequest, part: unknown, status: number | undefined): readonly string[] {
  const success = Success.safeParse(part)
  if (success.success) {
    const { data } = success.data.result
    if (twist.kind === 'path') return []
    if (operation.output === undefined) return data === undefined ? [] : ['there is data where there should be none']
    const output = operation.output.safeParse(data)
    return output.success && isDeepStrictEqual(output.data, data) ? [] : ['the data is not what the schema says']
  }
  const failure = Failure.safeParse(part)
  if (!failure.success) return [`the envelope is none: ${z.prettifyError(failure.error)}`]
  const { reason, httpStatus } = failure.data.error.data
  const isKnown = operation.documented.has(reason) || (twist.kind !== 'none' && FRAMEWORK_REASONS.includes(reason))
  return [
    ...(isKnown ? [] : [`the reason ${reason} is not documented`]),
    ...(status === undefined || status === httpStatus ? [] : [`the status is ${status} and said to be ${httpStatus}`]),
  ]
}

const isProblem = ({ headers }: RawReply) =>
  headers.get('content-type')?.startsWith('application/problem+json') === true

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
