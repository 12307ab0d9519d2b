import type { FastifyReply } from 'fastify'
import { causeOf, type ErrorDescription, type InputIssue, MalformedRequest, maxErrors, summaryOf } from './errors.ts'
import { pointerOf } from './rename.ts'

export interface ProblemOptions {
  /** `type` is this, a slash, and the code. */
  readonly errorBaseUrl: string
  /** The error itself: what this package has to say about a request that cannot be read is closer than a description. */
  readonly error?: unknown
  /** What is wrong with the input, in wire names; without it, the description's own issues. */
  readonly issues?: readonly InputIssue[] | undefined
}

/** Answers with `application/problem+json` (RFC 9457). Never cached, whatever the error. */
export function problemReply(
  reply: FastifyReply,
  description: ErrorDescription,
  options: ProblemOptions,
): FastifyReply {
  const { status, headers, retryAfterSeconds } = description
  reply.code(status).header('cache-control', 'no-store')
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  if (headers !== undefined) reply.headers(headers)
  return reply
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemOf(description, reply.request.id, options)))
}

/** The document itself; `undefined` members vanish when it is written. */
function problemOf(description: ErrorDescription, requestId: string, options: ProblemOptions): object {
  const { status, code, title, detail, retryAfterSeconds, instance } = description
  const cause = causeOf(options.error)
  const issues = (options.issues ?? description.issues)?.slice(0, maxErrors)
  return {
    type: `${options.errorBaseUrl}/${code}`,
    title,
    status,
    detail: cause instanceof MalformedRequest ? cause.message : issues === undefined ? detail : summaryOf(issues),
    instance,
    code,
    request_id: requestId,
    retry_after_seconds: retryAfterSeconds,
    errors: issues?.map((issue) => ({ pointer: pointerOf(issue.path), code: issue.code, detail: issue.message })),
  }
}
