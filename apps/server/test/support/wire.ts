import type { ErrorCode } from '@roster/contract'
import { toCamel, toSnake } from '@roster/rest'
import type { Operation } from './operations.ts'

export type Wire = 'REST' | 'tRPC'
export const wires: readonly Wire[] = ['REST', 'tRPC']

/** Who calls: anonymous without a token. */
export interface Caller {
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** What an operation answered, in the contract's own names whichever wire it came by. */
export type Result = Success | Failure

export interface Success {
  readonly ok: true
  readonly status: number
  readonly data: unknown
  readonly headers: Headers
}

export interface Failure {
  readonly ok: false
  readonly status: number
  readonly code: ErrorCode
  /** What tRPC calls it; nothing on REST. */
  readonly trpcCode: string | undefined
  readonly detail: string
  readonly errors: readonly FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly headers: Headers
}

export interface FieldError {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

/** A request as `fetch` takes it. */
export interface WireRequest {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
}

/** The request that calls an operation with an input. An input that is no object stands in the body as it is. */
export function requestOf(wire: Wire, op: Operation, input: unknown, caller: Caller = {}): WireRequest {
  const headers = { ...caller.headers, ...(caller.token !== undefined && { authorization: `Bearer ${caller.token}` }) }
  return wire === 'REST' ? restRequest(op, input, headers) : trpcRequest(op, input, headers)
}

function restRequest(op: Operation, input: unknown, headers: Record<string, string>): WireRequest {
  const fields = new Map(Object.entries(isObject(input) ? input : {}))
  const take = (name: string) => {
    const value = fields.get(name)
    fields.delete(name)
    return value
  }
  const path = op.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(take(toCamel(name)))))
  for (const [name, header] of Object.entries(op.headers)) {
    const value = take(name)
    if (value !== undefined) headers[header.toLowerCase()] = textOf(value)
  }
  const rest = Object.fromEntries([...fields].map(([name, value]) => [toSnake(name), value]))
  const url = `/api/v1${path}`
  if (op.type === 'query') {
    const query = new URLSearchParams(
      Object.entries(rest).map(([name, value]): [string, string] => [name, textOf(value)]),
    )
    return { url: query.size > 0 ? `${url}?${query}` : url, method: op.method, headers }
  }
  const body = isObject(input) ? rest : input
  if (body === undefined) return { url, method: op.method, headers }
  return { url, method: op.method, headers: withJson(headers), body: JSON.stringify(body) }
}

function trpcRequest(op: Operation, input: unknown, headers: Record<string, string>): WireRequest {
  const url = `/trpc/${op.id}`
  if (op.type === 'mutation') {
    if (input === undefined) return { url, method: 'POST', headers }
    return { url, method: 'POST', headers: withJson(headers), body: JSON.stringify(input) }
  }
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
  return { url: url + query, method: 'GET', headers }
}

/** A value as somebody would write it into a query. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const withJson = (headers: Record<string, string>) => ({ 'content-type': 'application/json', ...headers })

/** Reads a reply. Throws when it is not of the form that its wire promises. */
export async function readReply(wire: Wire, reply: Response): Promise<Result> {
  const text = await reply.text()
  const { status, headers } = reply
  const type = headers.get('content-type')
  if (wire === 'REST') {
    if (reply.ok) return { ok: true, status, headers, data: text === '' ? undefined : camelKeys(JSON.parse(text)) }
    if (!type?.startsWith('application/problem+json')) throw new Error(`${status} is ${type}: ${text}`)
    return restFailure(reply, known(JSON.parse(text), PROBLEM_MEMBERS))
  }
  if (!type?.startsWith('application/json')) throw new Error(`${status} is ${type}: ${text}`)
  const envelope: Envelope = JSON.parse(text)
  if (envelope.error === undefined) return { ok: true, status, headers, data: envelope.result?.data }
  const { message, data } = known(envelope.error, ['message', 'code', 'data'])
  known(data, ERROR_DATA_MEMBERS)
  const { code: trpcCode, reason, errors, retryAfterSeconds } = data
  return { ok: false, status, headers, code: reason, trpcCode, detail: message, errors, retryAfterSeconds }
}

const PROBLEM_MEMBERS = 'type title status detail instance code request_id retry_after_seconds errors'.split(' ')
const ERROR_DATA_MEMBERS = 'code httpStatus path reason requestId errors retryAfterSeconds'.split(' ')

/** The value itself, if it has no other members: no stack, above all. */
function known<T extends object>(value: T, members: readonly string[]): T {
  const others = Object.keys(value).filter((name) => !members.includes(name))
  if (others.length > 0) throw new Error(`An error carries ${others.join(', ')}`)
  return value
}

interface Envelope {
  readonly result?: { readonly data?: unknown }
  readonly error?: {
    readonly message: string
    readonly data: {
      readonly code: string
      readonly reason: ErrorCode
      readonly errors?: readonly FieldError[]
      readonly retryAfterSeconds?: number
    }
  }
}

interface Problem {
  readonly status: number
  readonly code: ErrorCode
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly retry_after_seconds?: number
}

function restFailure({ status, headers }: Response, problem: Problem): Failure {
  if (problem.status !== status) throw new Error(`${status} says that it is ${problem.status}`)
  return {
    ok: false,
    status,
    headers,
    code: problem.code,
    trpcCode: undefined,
    detail: problem.detail,
    errors: problem.errors?.map((error) => ({ ...error, pointer: toCamel(error.pointer) })),
    retryAfterSeconds: problem.retry_after_seconds,
  }
}

function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [toCamel(key), camelKeys(part)]))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const json = { 'content-type': 'application/json' }
export const bearer = ({ token }: { readonly token: string }) => ({ authorization: `Bearer ${token}` })
export const post = (body: string, headers: Record<string, string> = json) => ({ method: 'POST', headers, body })

/** What a call came to, in a word. */
export const codeOf = (result: Result) => (result.ok ? 'success' : result.code)
/** Which fields are wrong. */
export const pointersOf = (result: Result) => (result.ok ? [] : (result.errors ?? []).map(({ pointer }) => pointer))
