import type { ErrorCode } from './api.ts'
import { RosterError } from './errors.ts'
import type { FetchInit, FetchLike, HeadersLike } from './platform.ts'

/** One call as tRPC's HTTP protocol carries it. */
export interface WireCall {
  readonly path: string
  readonly type: 'query' | 'mutation'
  readonly input: unknown
}

export type Outcome = { readonly data: unknown } | { readonly error: RosterError }

export interface WireReply {
  readonly outcomes: readonly Outcome[]
  readonly status: number
  readonly headers: HeadersLike
}

export type Headers = Readonly<Record<string, string>>

export interface Wire {
  urlOf(calls: readonly WireCall[]): string
  /**
   * Sends calls of one type in one request. Each has an outcome of its own.
   * @throws RosterError when there is no answer, or none that can be read
   */
  send(calls: readonly WireCall[], headers: Headers, signal: AbortSignal): Promise<WireReply>
}

/** Speaks tRPC's HTTP protocol below `baseUrl`. */
export function createWire(baseUrl: string, fetch: FetchLike): Wire {
  const urlOf = (calls: readonly WireCall[]): string => {
    const paths = calls.map(({ path }) => path).join(',')
    const query = [...(calls.length > 1 ? ['batch=1'] : []), ...(calls[0]?.type === 'query' ? inputQuery(calls) : [])]
    return `${baseUrl}/trpc/${paths}${query.length > 0 ? `?${query.join('&')}` : ''}`
  }
  return {
    urlOf,
    async send(calls, headers, signal) {
      const body = calls[0]?.type === 'mutation' ? JSON.stringify(inputOf(calls)) : undefined
      const init: FetchInit = {
        method: calls[0]?.type === 'mutation' ? 'POST' : 'GET',
        headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body }),
        signal: signal as NonNullable<FetchInit['signal']>,
      }
      let status: number
      let replyHeaders: HeadersLike
      let text: string
      try {
        const reply = await fetch(urlOf(calls), init)
        status = reply.status
        replyHeaders = reply.headers
        text = await reply.text()
      } catch (cause) {
        throw new RosterError('NETWORK', 'The server could not be reached.', { cause })
      }
      return { outcomes: outcomesOf(text, calls.length, status, replyHeaders), status, headers: replyHeaders }
    },
  }
}

function inputOf(calls: readonly WireCall[]): unknown {
  if (calls.length === 1) return calls[0]?.input
  return Object.fromEntries(calls.flatMap(({ input }, index) => (input === undefined ? [] : [[index, input]])))
}

function inputQuery(calls: readonly WireCall[]): readonly string[] {
  const input = inputOf(calls)
  return input === undefined ? [] : [`input=${encodeURIComponent(JSON.stringify(input))}`]
}

/** What tRPC answers with, as far as Roster's servers go. */
interface Envelope {
  readonly result?: { readonly data?: unknown }
  readonly error?: {
    readonly message: string
    readonly data: {
      readonly reason: ErrorCode
      readonly httpStatus: number
      readonly requestId?: string
      readonly retryAfterSeconds?: number
      readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[]
    }
  }
}

function outcomesOf(text: string, count: number, status: number, headers: HeadersLike): readonly Outcome[] {
  const parsed = parse(text)
  const envelopes = Array.isArray(parsed) ? parsed : Array.from({ length: count }, () => parsed)
  return envelopes.map((envelope) => outcomeOf(envelope, status, headers))
}

function outcomeOf(envelope: Envelope | undefined, status: number, headers: HeadersLike): Outcome {
  if (envelope?.result !== undefined) return { data: envelope.result.data }
  const data = envelope?.error?.data
  if (envelope?.error === undefined || data?.reason === undefined) return { error: foreign(status, headers) }
  const { reason, httpStatus, requestId, retryAfterSeconds, errors } = data
  const fields = errors?.map(({ pointer, code, detail }) => ({ field: fieldOf(pointer), code, message: detail }))
  const { message } = envelope.error
  return { error: new RosterError(reason, message, { status: httpStatus, requestId, retryAfterSeconds, fields }) }
}

/** The answer of something else: a proxy whose server is away says 502 to 504, and means that it could not be reached. */
function foreign(status: number, headers: HeadersLike): RosterError {
  const details = { status, retryAfterSeconds: retryAfter(headers.get('retry-after')) }
  return status === 429 || (status >= 502 && status <= 504)
    ? new RosterError('NETWORK', `The server could not be reached: ${status}.`, details)
    : new RosterError('BAD_REPLY', `This is not the answer of a Roster server: ${status}.`, details)
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds))
}

/** The name of the field that a pointer (RFC 6901) leads to. */
const fieldOf = (pointer: string) => pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')

function parse(text: string): Envelope | readonly Envelope[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
