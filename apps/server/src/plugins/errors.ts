import { DomainError } from '@roster/domain'
import { type ErrorDescription, fromFramework, problemReply } from '@roster/rest'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { REQUEST_ID_HEADER } from './request-id.ts'

export interface ErrorOptions {
  /** Problem types are `<errorBaseUrl>/<CODE>`. */
  readonly errorBaseUrl: string
  /** Turns anything thrown into what the caller may know. */
  readonly describeError: (error: unknown) => ErrorDescription
}

export type Fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Answers any error, Fastify's own included, as a problem document; the cause of a 5xx stays in the log. */
export function failWith({ errorBaseUrl, describeError }: ErrorOptions): Fail {
  return (thrown, request, reply) => {
    const error = fromFramework(thrown)
    const description = describeError(error)
    if (description.status >= 500) request.log.error({ err: thrown, code: description.code }, 'request failed')
    return problemReply(reply, description, { errorBaseUrl, error })
  }
}

/** What is not there: a problem document for programs, a page for people who followed a link. */
export function answerMissing(
  app: FastifyInstance,
  fail: Fail,
  page: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.setNotFoundHandler((request, reply) =>
    isForPeople(request) ? page(request, reply) : fail(new DomainError('NOT_FOUND'), request, reply),
  )
}

/** `/api` and `/trpc` are for programs; elsewhere a browser says what it would like to see. */
function isForPeople(request: FastifyRequest): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  return (
    isRead && !/^\/(?:api|trpc)(?:[/?]|$)/.test(request.url) && String(request.headers.accept).includes('text/html')
  )
}

/**
 * Answers what Fastify refuses before any route or hook is reached (a path with a bad escape), so that such a reply has
 * the same headers as every other, and its line in the log.
 */
export function answerEarlyErrors(
  fail: Fail,
  headers: Readonly<Record<string, string>>,
  log: (request: FastifyRequest, reply: FastifyReply) => void,
) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ ...headers, [REQUEST_ID_HEADER]: request.id })
    reply.raw.once('finish', () => log(request, reply))
    fail(error, request, reply)
  }
}
