import { DomainError } from '@roster/domain'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'

const SIGNALS = { SIGTERM: 15, SIGINT: 2 } as const
type Signal = keyof typeof SIGNALS

/** Requests that run may still be answered for so long; then their connections are cut. */
const ANSWER_MS = 7000
/** Then even what cannot be finished is left. */
const LEAVE_MS = 9500

/**
 * New work on connections that are still open is turned away, in the same words as any other error; what runs is
 * answered. Fastify's own reply would be no problem document, so `return503OnClosing` has to be off.
 */
export function turnAwayWhenStopping(app: FastifyInstance): void {
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.addHook('onRequest', (_request, _reply, done) => {
    done(stopping ? new DomainError('OVERLOADED', { retryAfterSeconds: 5 }) : undefined)
  })
  // Nobody should send another request on a connection that is about to end.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('Connection', 'close')
    done(null, payload)
  })
}

export interface ShutdownOptions {
  readonly app: FastifyInstance
  readonly logger: Logger
  /** The process, or what stands for it in a test. */
  readonly process: Pick<NodeJS.Process, 'on' | 'off'> & { exit(code: number): void }
  readonly answerMs?: number
  readonly leaveMs?: number
}

/**
 * On SIGTERM and SIGINT: closes the app (answers what runs, then its `onClose` hooks flush and release), exits with 0
 * within ten seconds; with 1 when something would not end. A second signal ends the process at once.
 */
export function stopOnSignals(options: ShutdownOptions): Disposable {
  const { app, logger, process, answerMs = ANSWER_MS, leaveMs = LEAVE_MS } = options
  let stopping = false
  const onSignal = (signal: Signal) => {
    if (stopping) return process.exit(128 + SIGNALS[signal])
    stopping = true
    logger.info({ signal }, 'stopping')
    void stop(app, answerMs, leaveMs).then((problem) => {
      if (problem === undefined) logger.info('stopped')
      else logger.error({ err: problem }, 'stopped before everything was finished')
      process.exit(problem === undefined ? 0 : 1)
    })
  }
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal)
  return {
    [Symbol.dispose]() {
      for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal)
    },
  }
}

/** @returns why it did not go well */
async function stop(app: FastifyInstance, answerMs: number, leaveMs: number): Promise<unknown> {
  const { promise: late, resolve } = Promise.withResolvers<unknown>()
  const cut = setTimeout(() => app.server.closeAllConnections(), answerMs)
  const leave = setTimeout(() => resolve(new Error(`not finished after ${leaveMs} ms`)), leaveMs)
  try {
    return await Promise.race([app.close().then(() => undefined), late])
  } catch (error) {
    return error
  } finally {
    clearTimeout(cut)
    clearTimeout(leave)
  }
}
