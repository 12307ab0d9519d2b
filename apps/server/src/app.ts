import { appRouter, describeError, type RequestContext } from '@roster/api'
import type { Backup } from '@roster/db'
import type { Services } from '@roster/domain'
import { registerRest } from '@roster/rest'
import { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import type { Logger } from 'pino'
import type { Env } from './env.ts'
import type { Inbox } from './mail/inbox.ts'
import { API_PREFIX, describeApi, errorCatalogue } from './openapi.ts'
import { serveBackup } from './plugins/backup.ts'
import { trustedHops } from './plugins/client-address.ts'
import { type ConsoleSource, serveConsole } from './plugins/console.ts'
import { devInbox } from './plugins/dev-inbox.ts'
import { INBOX_PATH } from './plugins/dev-inbox-pages.ts'
import { serveDocs } from './plugins/docs.ts'
import { serveErrorPages } from './plugins/error-pages.ts'
import { answerEarlyErrors, answerMissing, failWith } from './plugins/errors.ts'
import { type HealthChecks, serveHealth } from './plugins/health.ts'
import { serveJwks } from './plugins/jwks.ts'
import { answerBrokenRequests, connectionLimits, ignoreExpectations, requireHost } from './plugins/limits.ts'
import { requestLog } from './plugins/logging.ts'
import { type Metrics, serveMetrics } from './plugins/metrics.ts'
import { keepRefreshInCookie } from './plugins/refresh-cookie.ts'
import { REQUEST_ID_HEADER, requestIdOf } from './plugins/request-id.ts'
import { withoutSchemas } from './plugins/schemas.ts'
import { allowOrigins, securityHeaders, setHeaders } from './plugins/security.ts'
import { turnAwayWhenStopping } from './plugins/shutdown.ts'
import { failAsTrpc, namesProcedure, serveTrpc } from './plugins/trpc.ts'
import { requestContexts } from './request-context.ts'

const TRPC_PREFIX = '/trpc'

export interface AppDeps {
  readonly env: Pick<
    Env,
    'publicUrl' | 'productName' | 'passwordMinLength' | 'corsOrigins' | 'trustProxy' | 'metricsToken'
  >
  readonly logger: Logger
  readonly services: Services
  readonly health: HealthChecks
  readonly metrics: Metrics
  /** Where undelivered mail can be read; never in production. */
  readonly inbox: Inbox | undefined
  /** Copies the database, where it is the embedded one. */
  readonly takeBackup?: (() => Promise<Backup>) | undefined
  /** Left out: the console that was built. */
  readonly console?: ConsoleSource | undefined
}

/** The server without its socket and its process: everything that `inject` and a test need. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { env, logger, services } = deps
  const errorBaseUrl = `${env.publicUrl}/errors`
  const headers = securityHeaders(env.publicUrl)
  const createContext = requestContexts(services)
  const trpc = { router: appRouter, prefix: TRPC_PREFIX, createContext }
  const log = requestLog()

  const fail = failWith({ errorBaseUrl, describeError })
  const failTrpc = failAsTrpc(trpc)
  const app = fastify({
    ...connectionLimits,
    loggerInstance: logger as FastifyBaseLogger,
    logController: log,
    genReqId: requestIdOf,
    schemaController: withoutSchemas,
    trustProxy: trustedHops(env.trustProxy),
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequests(errorBaseUrl, headers),
    frameworkErrors: answerEarlyErrors(
      (error, request, reply) => (namesProcedure(request.url, TRPC_PREFIX) ? failTrpc : fail)(error, request, reply),
      headers,
      (request, reply) => log.requestCompleted(null, request, reply),
    ),
  })
  app.decorateRequest('userId', null)
  app.decorateRequest('apiKeyId', null)
  app.setErrorHandler(fail)

  setHeaders(app, headers)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id)
    done()
  })
  requireHost(app)
  ignoreExpectations(app)
  turnAwayWhenStopping(app)
  await allowOrigins(app, env.corsOrigins)
  serveMetrics(app, deps.metrics, env.metricsToken)

  answerMissing(app, fail, await serveConsole(app, { ...env, inboxPath: deps.inbox && INBOX_PATH }, deps.console))
  serveErrorPages(app, { ...env, errors: errorCatalogue })
  serveHealth(app, deps.health)
  serveJwks(app, () => services.accessTokens.jwks())
  await serveDocs(app, env)
  if (deps.inbox) await app.register(devInbox, { inbox: deps.inbox, publicUrl: env.publicUrl })
  serveBackup(app, { path: `${API_PREFIX}/backup`, takeBackup: deps.takeBackup, createContext })
  keepRefreshInCookie(app, env)
  serveTrpc(app, trpc)
  serveRest(app, env, errorBaseUrl, createContext)
  return app
}

function serveRest(
  app: FastifyInstance,
  env: AppDeps['env'],
  errorBaseUrl: string,
  createContext: (request: FastifyRequest) => RequestContext,
): void {
  registerRest<RequestContext>(app, {
    router: appRouter,
    prefix: API_PREFIX,
    publicPrefix: basePath(env.publicUrl) + API_PREFIX,
    errorBaseUrl,
    createContext,
    describeError,
    replyHeaders: (ctx) => ctx.replyHeaders,
    errors: errorCatalogue,
    document: describeApi(env),
  })
}

/** A part of the path that a proxy takes away, without a slash at its end. */
const basePath = (publicUrl: string) => new URL(publicUrl).pathname.replace(/\/$/, '')
