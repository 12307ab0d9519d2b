import type { ServerOptions } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { DomainError } from '@roster/domain'
import type { FastifyInstance } from 'fastify'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts'

const MAX_HEADER_BYTES = 16 * 1024

/** What one connection and one request may take of the server. */
export const connectionLimits = {
  bodyLimit: 1024 * 1024,
  /** For the whole request to arrive, its body included. */
  requestTimeout: 30_000,
  /** Longer than the 60 s of common proxies, so that they close a connection before we do. */
  keepAliveTimeout: 72_000,
  /** Any path that gets here fits: the limit of the headers comes first. tRPC names ten procedures in one parameter. */
  routerOptions: { maxParamLength: MAX_HEADER_BYTES },
  http: {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 15_000,
    /** How often the time limits are looked at. */
    connectionsCheckingInterval: 5_000,
    /** Node would answer without a body; `requireHost` does so like every other error. */
    requireHostHeader: false,
  } satisfies ServerOptions,
} as const

/** Refuses an HTTP/1.1 request without `Host` (RFC 9112 §3.2). */
export function requireHost(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const isMissing = request.headers.host === undefined && request.raw.httpVersion === '1.1'
    done(isMissing ? new DomainError('MALFORMED_REQUEST') : undefined)
  })
}

/**
 * Takes a request whose `Expect` nobody knows as it is, which RFC 9110 §10.1.1 allows. Node would answer 417 itself,
 * without a body or any of our headers.
 */
export function ignoreExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

interface ConnectionError extends Error {
  readonly code: string
  /** What had arrived, as bytes; Fastify's types call it something else. */
  readonly rawPacket?: unknown
}

const CODES: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'MALFORMED_REQUEST', 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'PAYLOAD_TOO_LARGE', 'The headers are too large.'],
}

/** Answers what is not HTTP at all with a problem document, where anyone is left to read it, and hangs up. */
export function answerBrokenRequests(errorBaseUrl: string, headers: Readonly<Record<string, string>>) {
  return (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (!socket.writable) return void socket.destroy()
    const { head, body } = brokenRequestReply(error.code, errorBaseUrl, headers)
    // An answer to HEAD ends with its headers (RFC 9112 §6.3).
    const { rawPacket } = error
    const isHead = Buffer.isBuffer(rawPacket) && rawPacket.toString('latin1', 0, 5) === 'HEAD '
    socket.end(isHead ? head : head + body, () => socket.destroy())
  }
}

function brokenRequestReply(
  errorCode: string,
  errorBaseUrl: string,
  headers: Readonly<Record<string, string>>,
): { head: string; body: string } {
  const [status, code, detail] = CODES[errorCode] ?? [400, 'MALFORMED_REQUEST', 'The request is not valid HTTP.']
  const id = requestIdOf({ headers: {} })
  const body = JSON.stringify({ type: `${errorBaseUrl}/${code}`, title: detail, status, detail, code, request_id: id })
  const lines = {
    ...headers,
    [REQUEST_ID_HEADER]: id,
    'Cache-Control': 'no-store',
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }
  const fields = Object.entries(lines).map(([name, value]) => `${name}: ${value}`)
  return { head: `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields.join('\r\n')}\r\n\r\n`, body }
}
