import { describeError, errorTable, type RequestContext } from '@roster/api'
import { fromFramework, MalformedRequest, parseJson, parseQuery, readJsonBody } from '@roster/rest'
import { type AnyTRPCRouter, getTRPCErrorShape, TRPCError } from '@trpc/server'
import { resolveResponse } from '@trpc/server/http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Fail } from './errors.ts'

const MAX_BATCH_SIZE = 10

export interface TrpcOptions {
  readonly router: AnyTRPCRouter
  readonly prefix: string
  readonly createContext: (request: FastifyRequest) => RequestContext
}

/**
 * Serves the router over tRPC's HTTP protocol. Not through tRPC's own Fastify plugin, because that decodes paths twice,
 * answers `HEAD` without looking, wants a content type where there is no content, takes forms, and reads input before
 * it knows whether the caller may call.
 */
export function serveTrpc(app: FastifyInstance, options: TrpcOptions): void {
  app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers()
      // The bytes are only read in getRawInput, so that nobody hears about their JSON before they have signed in.
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
      const fail = failAsTrpc(options)
      scope.setErrorHandler((error: FastifyError, request, reply) =>
        error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? answer(request, reply, options) : fail(error, request, reply),
      )
      scope.options('/*', async (request, reply) =>
        reply
          .code(204)
          .header('Allow', allowOf(options.router, pathOf(request)))
          .send(),
      )
      scope.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: '/*',
        handler: (request, reply) => answer(request, reply, options),
      })
    },
    { prefix: options.prefix },
  )
}

/** Whether a URL names a procedure. Errors of such requests are answered in tRPC's envelope, however early they are. */
export const namesProcedure = (url: string, prefix: string) =>
  url.startsWith(`${prefix}/`) && /^[^?]/.test(url.slice(prefix.length + 1))

/** Answers an error that tRPC has not come to know, in its envelope. */
export function failAsTrpc({ router, createContext }: TrpcOptions): Fail {
  return (thrown, request, reply) => {
    const known = fromFramework(thrown)
    const { code, status, headers = {} } = describeError(known)
    if (status >= 500) request.log.error({ err: thrown, code }, 'request failed')
    const error = known instanceof TRPCError ? known : new TRPCError({ code: errorTable[code].trpc, cause: known })
    const config = router._def._config
    const shape = getTRPCErrorShape({
      config,
      error,
      type: 'unknown',
      path: undefined,
      input: undefined,
      ctx: createContext(request),
    })
    return reply
      .code(shape.data.httpStatus)
      .headers({ ...headers, 'Cache-Control': 'no-store' })
      .type('application/json')
      .send(JSON.stringify({ error: shape }))
  }
}

async function answer(request: FastifyRequest, reply: FastifyReply, options: TrpcOptions): Promise<FastifyReply> {
  const path = pathOf(request)
  if (path === '') {
    reply.callNotFound()
    return reply
  }
  if (path.includes('\0')) throw unreadable('The path holds a NUL character.')

  let ctx: RequestContext | undefined
  let isBatch = false
  const errors: TRPCError[] = []
  const response = await resolveResponse({
    router: options.router,
    req: fetchRequest(request, reply),
    // tRPC decodes what Fastify has decoded already.
    path: encodeURIComponent(path),
    error: null,
    maxBatchSize: MAX_BATCH_SIZE,
    async createContext({ info }) {
      isBatch = info.isBatchCall
      for (const call of info.calls) call.getRawInput = checkedFirst(request, call.getRawInput)
      ctx = options.createContext(request)
      return ctx
    },
    onError: ({ error }) => errors.push(error),
  })
  // Without a context tRPC could not make sense of the request, and says so as plain text.
  const [error] = errors
  if (ctx === undefined) throw error ?? new Error('tRPC made neither a context nor an error')

  reply.code(response.status).header('Cache-Control', 'no-store')
  if (error !== undefined && response.status >= 400) reply.headers(describeError(error).headers ?? {})
  if (!isBatch && error === undefined) reply.headers(Object.fromEntries(ctx.replyHeaders))
  response.headers.delete('allow')
  if (response.status === 405) reply.header('Allow', allowOf(options.router, path))
  return send(reply, response)
}

const pathOf = ({ params }: FastifyRequest): string => (params as { readonly '*'?: string })['*'] ?? ''

/** The methods of the procedure that a path names; all there are, where it names several. */
function allowOf({ _def: { procedures } }: AnyTRPCRouter, path: string): string {
  const type = Object.hasOwn(procedures, path) ? procedures[path]._def.type : undefined
  const get = type === 'mutation' ? '' : 'GET, HEAD, '
  const post = type === 'query' ? '' : 'POST, '
  return `${get}${post}OPTIONS`
}

/** The call's input, once the text it was read from is known to be unambiguous. Asked after identity and role. */
function checkedFirst(request: FastifyRequest, getRawInput: () => Promise<unknown>): () => Promise<unknown> {
  return () => {
    const query = readable(() => parseQuery(request.url))
    if (new Set(query.map(([name]) => name)).size !== query.length) throw unreadable('The query repeats a name.')
    const input = query.find(([name]) => name === 'input')?.[1]
    if (request.method === 'POST') readJsonBody(request)
    else if (input) readable(() => parseJson(input))
    return getRawInput()
  }
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof MalformedRequest ? unreadable(error.message) : error
  }
}

const unreadable = (message: string) =>
  new TRPCError({ code: 'PARSE_ERROR', message, cause: new MalformedRequest(message) })

/** What tRPC reads of a Fetch request, without the time it takes to build a whole one. */
function fetchRequest(request: FastifyRequest, reply: FastifyReply): Request {
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const name of ['accept', 'trpc-accept'] as const) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  const { body } = request
  return {
    // Fastify leaves the body out of its answers to HEAD.
    method: request.method === 'HEAD' ? 'GET' : request.method,
    url: `http://roster.invalid${request.url}`,
    headers,
    signal: controller.signal,
    text: async () => (Buffer.isBuffer(body) ? body.toString() : ''),
  } as Request
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  // Cross-origin replies vary already.
  const vary = [reply.getHeader('vary'), response.headers.get('vary')].filter(
    (value) => value !== undefined && value !== null,
  )
  for (const [name, value] of response.headers) reply.header(name, name === 'vary' ? vary.join(', ') : value)
  // A batch that is streamed as its calls end.
  if (response.headers.has('transfer-encoding')) return reply.removeHeader('transfer-encoding').send(response.body)
  return reply.send(await response.text())
}
