import type { Agent } from 'node:http'
import type { Operation } from './operations.ts'
import { NoAnswer, send } from './send.ts'

export type Wire = 'rest' | 'trpc'
export const WIRES: readonly Wire[] = ['rest', 'trpc']

/** What became of a call, in the same words for both wires. */
export type Outcome =
  | {
      readonly kind: 'done'
      readonly value: Record<string, unknown>
      readonly etag: string | undefined
      readonly ms: number
    }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly code: string
      readonly retryAfterSeconds: number | undefined
      readonly ms: number
    }
  | { readonly kind: 'unanswered'; readonly code: string; readonly ms: number }

export interface CallOptions {
  readonly wire?: Wire
  readonly token?: string | undefined
  readonly agent?: Agent
  readonly timeoutMs?: number
}

/** Calls an operation of the server at `url`. Never throws. */
export async function call(url: string, operation: Operation, options: CallOptions = {}): Promise<Outcome> {
  const { wire = 'rest', token, agent, timeoutMs } = options
  const { method, path, headers, body } = wire === 'rest' ? restRequest(operation) : trpcRequest(operation)
  try {
    const answer = await send(url + path, {
      method,
      body,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(agent && { agent }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
    const { status, ms } = answer
    const document: unknown = answer.text === '' ? {} : JSON.parse(answer.text)
    if (status >= 200 && status < 300) {
      const value = camelCased(wire === 'trpc' ? at(document, 'result', 'data') : document)
      return { kind: 'done', value: isRecord(value) ? value : {}, etag: answer.headers.etag, ms }
    }
    const data = wire === 'trpc' ? at(document, 'error', 'data') : document
    const header = Number(answer.headers['retry-after'])
    const code = String(at(data, wire === 'trpc' ? 'reason' : 'code'))
    // A caller of tRPC looks into the data, one of REST at the header; either wire has to have its own.
    const wait = wire === 'trpc' ? at(data, 'retryAfterSeconds') : header
    return { kind: 'refused', status, code, retryAfterSeconds: Number(wait) > 0 ? Number(wait) : undefined, ms }
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'unanswered', code: error.code, ms: error.ms }
    throw error
  }
}

interface WireRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

function restRequest({ rest, ifMatch, idempotencyKey }: Operation): WireRequest {
  const headers = {
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  }
  return { ...rest, path: `/api/v1${rest.path}`, headers }
}

function trpcRequest({ trpc, ifMatch, idempotencyKey }: Operation): WireRequest {
  const input = {
    ...trpc.input,
    ...(ifMatch !== undefined && { ifMatch }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  }
  if (trpc.type === 'mutation') return { method: 'POST', path: `/trpc/${trpc.path}`, body: input }
  return { method: 'GET', path: `/trpc/${trpc.path}?input=${encodeURIComponent(JSON.stringify(input))}` }
}

function at(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_(.)/g, (_, char) => char.toUpperCase()),
      camelCased(inner),
    ]),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
