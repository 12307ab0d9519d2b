import type { ServerOptions } from 'node:http'
import { describeError } from '@roster/api'
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify'
import type { Logger } from 'pino'
import { answerEarlyErrors, failWith } from './errors.ts'
import { connectionLimits } from './limits.ts'
import { createLogger, requestLog } from './logging.ts'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts'

export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly logger: Logger
  /** What was logged so far, parsed. */
  lines(): readonly Record<string, unknown>[]
  /** The same as it was written. */
  text(): string
}

/** An app with the log, the ids and the error answers of the real one, for the test of one plugin. */
export function createTestApp(options: FastifyServerOptions & { readonly http?: ServerOptions } = {}): TestApp {
  const written: string[] = []
  const logger = createLogger({ level: 'trace', destination: { write: (line: string) => void written.push(line) } })
  const log = requestLog()
  const fail = failWith({ errorBaseUrl: 'https://id.example/errors', describeError })
  const app = fastify({
    ...connectionLimits,
    loggerInstance: logger,
    logController: log,
    genReqId: requestIdOf,
    return503OnClosing: false,
    frameworkErrors: answerEarlyErrors(fail, {}, (request, reply) => log.requestCompleted(null, request, reply)),
    ...options,
  }) as unknown as FastifyInstance
  app.decorateRequest('userId', null)
  app.setErrorHandler(fail)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id)
    done()
  })
  return {
    app,
    logger,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => written.join(''),
    [Symbol.asyncDispose]: () => app.close(),
  }
}
