import { type AnyTRPCRouter, TRPCError } from '@trpc/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCatalogue } from './catalogue.ts'
import { causeOf, type ErrorDescription, InputError, type InputIssue } from './errors.ts'
import { readInput } from './input.ts'
import type { Names } from './names.ts'
import type { Operation } from './operation.ts'
import { problemReply } from './problem.ts'
import { wireIssues } from './rename.ts'
import { successReply } from './reply.ts'

/** What the adapter has to be told. `Context` is the tRPC context, which it passes on and never looks into. */
export interface RestOptions<Context extends object = object> {
  readonly router: AnyTRPCRouter
  /** Where the routes begin, without a trailing slash: `/api/v1`. */
  readonly prefix: string
  /** Where callers find them, if that is elsewhere: `Location` and `Link` begin with it. */
  readonly publicPrefix?: string
  /** Problem types are `<errorBaseUrl>/<CODE>`. */
  readonly errorBaseUrl: string
  readonly createContext: (request: FastifyRequest, reply: FastifyReply) => Context | Promise<Context>
  /** Turns anything thrown into what the caller may know. Must not throw. */
  readonly describeError: (error: unknown) => ErrorDescription
  /** The headers a procedure has left in its context, whatever came of it: `ETag`, for instance. */
  readonly replyHeaders?: (ctx: Context) => Iterable<readonly [name: string, value: string]>
  /** Told of every error reply, for the log. */
  readonly onError?: (error: unknown, description: ErrorDescription, request: FastifyRequest) => void
  /** The error codes that exist; a route that declares another one stops the start. */
  readonly errors?: ErrorCatalogue
  /** A document to serve at `<prefix>/openapi.json`. */
  readonly document?: object
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>
export type Fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

type DescribeError = RestOptions['describeError']

/** Answers an error, in the names of the operation it happened in. */
export function failure<Context extends object>(options: RestOptions<Context>, names?: Names): Fail {
  const { errorBaseUrl, describeError, onError } = options
  return (error, request, reply) => {
    const description = describeError(error)
    onError?.(error, description, request)
    const issues = issuesOf(error, description.issues, describeError, names)
    return problemReply(reply, description, { errorBaseUrl, error, issues })
  }
}

/** Everything that is wrong with an input, in wire names: what was found here, and what the schema has to say. */
function issuesOf(
  error: unknown,
  described: readonly InputIssue[] | undefined,
  describeError: DescribeError,
  names: Names | undefined,
): readonly InputIssue[] | undefined {
  const cause = causeOf(error)
  if (!(cause instanceof InputError)) return described && wireIssues(described, names)
  const own = described ?? cause.issues
  if (cause.schemaError === undefined) return own
  const { issues = [] } = describeError(new TRPCError({ code: 'BAD_REQUEST', cause: cause.schemaError }))
  return [...own, ...wireIssues(issues, names)]
}

/** Answers a request by calling the operation's procedure, as tRPC's own HTTP adapter does. */
export function handlerOf<Context extends object>(
  operation: Operation,
  options: RestOptions<Context>,
  fail: Fail,
): Handler {
  const { createContext, publicPrefix = options.prefix, replyHeaders } = options
  const { id: path } = operation
  const { type } = operation.procedure._def
  const { procedure } = operation
  return async (request, reply) => {
    let ctx: Context | undefined
    try {
      ctx = await createContext(request, reply)
      let input: Promise<unknown> | undefined
      const getRawInput = () => (input ??= readInput(operation, request))
      const signal = signalOf(reply)
      const output: unknown = await procedure({ ctx, path, type, getRawInput, signal, batchIndex: 0 })
      return successReply(operation, publicPrefix, output, replyHeaders?.(ctx) ?? [], request, reply)
    } catch (error) {
      for (const [name, value] of (ctx && replyHeaders?.(ctx)) ?? []) reply.header(name, value)
      return fail(error, request, reply)
    }
  }
}

/** Aborts when the caller goes away. Fastify's `request.signal` will not do: it aborts once the body has been read. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
