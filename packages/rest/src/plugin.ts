import type { IncomingMessage, ServerResponse } from 'node:http'
import { TRPCError } from '@trpc/server'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
  RawServerDefault,
} from 'fastify'
import { checkRouter } from './check.ts'
import { documentHandler } from './document.ts'
import { fromFramework } from './errors.ts'
import { endpointsOf, fillTemplate, operationOf } from './operation.ts'
import { findEntry, type PathEntry, pathEntries } from './paths.ts'
import { type Method, methodsOf } from './route.ts'
import { type Fail, failure, type Handler, handlerOf, type RestOptions } from './serve.ts'

type Entry = PathEntry<Handler>

/**
 * Serves a tRPC router as REST below `options.prefix`: one native Fastify route per method and path.
 * Throws one `Error` that lists every problem of the router's meta and schemas.
 */
export function registerRest<Context extends object, Logger extends FastifyBaseLogger = FastifyBaseLogger>(
  app: FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger>,
  options: RestOptions<Context>,
): void {
  const problems = checkRouter(options.router, options.errors)
  if (problems.length > 0) throw new Error(`The router cannot be served as REST:\n- ${problems.join('\n- ')}`)
  const routes = endpointsOf(options.router).flatMap((endpoint) => {
    const operation = operationOf(endpoint)
    const handler = handlerOf(operation, options, failure(options, operation.inputNames))
    return methodsOf(endpoint.route).map((method) => [endpoint.route.path, method, handler] as const)
  })
  if (options.document !== undefined) routes.push(['/openapi.json', 'GET', documentHandler(options.document)])
  const entries = pathEntries(routes)
  const plugin = async (scope: unknown) =>
    // The kind of logger is part of Fastify's type, and nothing here logs.
    serveScope(scope as FastifyInstance, entries, options.prefix, failure(options))
  app.register(plugin, { prefix: options.prefix })
}

function serveScope(scope: FastifyInstance, entries: readonly Entry[], prefix: string, fail: Fail): void {
  // The bytes are only parsed in getRawInput, so that nobody hears about their JSON before they have signed in.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  scope.setErrorHandler((error, request, reply) => fail(fromFramework(error), request, reply))
  scope.setNotFoundHandler((request, reply) => {
    const path = request.url.slice(prefix.length).replace(/[?#].*$/s, '')
    const entry = findEntry(entries, path)
    if (entry !== undefined) return refuseMethod(entry, fail, request, reply)
    return fail(new TRPCError({ code: 'NOT_FOUND' }), request, reply)
  })
  for (const entry of entries) {
    for (const url of urlsOf(scope, entry.path)) {
      for (const [method, handler] of entry.handlers) addRoute(scope, method, url, handler, fail)
      refuseOthers(scope, entry, url, fail)
    }
  }
}

/** The path with and without a trailing slash, in Fastify's spelling. */
function urlsOf({ initialConfig }: FastifyInstance, path: string): readonly string[] {
  const url = fillTemplate(path, (wire) => `:${wire}`)
  const ignored =
    initialConfig.ignoreTrailingSlash === true || initialConfig.routerOptions?.ignoreTrailingSlash === true
  return ignored ? [url] : [url, `${url}/`]
}

function addRoute(scope: FastifyInstance, method: Method, url: string, handler: Handler, fail: Fail): void {
  scope.route({
    method: method === 'GET' ? ['GET', 'HEAD'] : method,
    url,
    handler,
    // Fastify refuses a content type that is no media type before the handler runs. The handler goes first all the
    // same: a caller without a credential hears of that and of nothing else.
    errorHandler: (error, request, reply) =>
      error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
        ? handler(request, reply)
        : fail(fromFramework(error), request, reply),
  })
}

/**
 * Every other method of a path has a route too. Otherwise the router would go on to a parameter in the same place,
 * and `DELETE /users/login` would delete the user "login". They answer before a body is read.
 */
function refuseOthers(scope: FastifyInstance, entry: Entry, url: string, fail: Fail): void {
  const taken = new Set<string>(['OPTIONS', ...entry.allow.split(', ')])
  const refused = scope.supportedMethods.filter((method) => !taken.has(method)) as HTTPMethods[]
  const refuse = (request: FastifyRequest, reply: FastifyReply) => void refuseMethod(entry, fail, request, reply)
  const allow = (_request: FastifyRequest, reply: FastifyReply) =>
    void reply.code(204).header('allow', entry.allow).header('cache-control', 'no-store').send()
  scope.route({ method: refused, url, onRequest: refuse, handler: refuse })
  scope.route({ method: 'OPTIONS', url, onRequest: allow, handler: allow })
}

function refuseMethod(entry: Entry, fail: Fail, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return fail(new TRPCError({ code: 'METHOD_NOT_SUPPORTED' }), request, reply.header('allow', entry.allow))
}
