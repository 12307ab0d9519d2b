import type { SecurityEvent } from '@roster/domain'
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import { clientAddress } from './client-address.ts'
import { maskSecrets, redactFields } from './redaction.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who called, once the credential has been looked up. */
    userId: string | null
    /** The API key that called, in place of a user. */
    apiKeyId: string | null
  }
}

const MAX_PATH = 300
/** How much is kept while it cannot be written. */
const MAX_UNWRITTEN_BYTES = 1024 * 1024

export interface LogOptions {
  readonly level: string
  /** Where lines go; standard output without it. */
  readonly destination?: DestinationStream | undefined
}

/** One JSON line per entry, without secrets at any level. */
export function createLogger({ level, destination = lastingOutput(process.stdout.fd) }: LogOptions): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    // `formatters.log` has made plain data of everything by the time these are asked.
    serializers: { req: (value) => value, res: (value) => value, err: (value) => value },
    formatters: { level: (label) => ({ level: label }), log: plainFields },
    // What was put into a message or into a child's bindings has not been through `plainFields`.
    hooks: { streamWrite: maskSecrets },
  }
  return pino(options, destination)
}

/**
 * Writes to a file that may be on a full disk, or a pipe that nobody reads any more: lines are kept for a while and
 * then lost, but the server goes on.
 */
export function lastingOutput(fd: number): DestinationStream {
  const output = pino.destination({ dest: fd, sync: true, maxLength: MAX_UNWRITTEN_BYTES })
  output.on('error', () => undefined)
  return output
}

/** Fastify logs whole requests and replies under these names; their headers and bodies are nobody's business. */
function plainFields({ req, res, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...redactFields(fields),
    ...(isObject(req) && { req: { method: req.method, path: pathOf(String(req.url)) } }),
    ...(isObject(res) && { res: { status: res.statusCode } }),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The path alone: queries hold what people searched for. Printable ASCII, whatever was sent. */
function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? ''
  return path
    .slice(0, MAX_PATH)
    .replace(/[^\x21-\x7e]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** Fastify's own lines, one per request instead of two, and none that repeats a URL. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      method: request.method,
      route: request.routeOptions?.url ?? null,
      path: pathOf(request.url),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      ip: clientAddress(request),
      userId: request.userId,
      ...(request.apiKeyId !== null && { apiKeyId: request.apiKeyId }),
      ...(error && { err: error }),
    }
    if (reply.statusCode >= 500 || error) request.log.error(line, 'request')
    else request.log.info(line, 'request')
  }
}

/** Options for Fastify: the line per request, its fields, its logger. */
export const requestLog = () => new RequestLog({ requestIdLogLabel: 'requestId' })

/** Writes security events (sign-ins, refusals, changes) to the log, apart from the requests by `kind`. */
export function securityLog(logger: Logger): (event: SecurityEvent) => void {
  const log = logger.child({ kind: 'security' })
  return (event) => log.info(event, 'security event')
}
