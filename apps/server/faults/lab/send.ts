import { type Agent, type IncomingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly ms: number
}

/** No answer came: the connection was refused or cut, or nothing was said in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  /** `ECONNREFUSED`, `ECONNRESET`, `TIMEOUT`, … */
  readonly code: string
  readonly ms: number

  constructor(code: string, ms: number) {
    super(`no answer after ${ms} ms: ${code}`)
    this.code = code
    this.ms = ms
  }
}

export interface Outgoing {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly agent?: Agent
  readonly timeoutMs?: number
}

/** Sends one request, on a connection of its own unless there is an agent. Throws `NoAnswer`. */
export function send(url: string, { method, headers, body, agent, timeoutMs = 15_000 }: Outgoing): Promise<Answer> {
  const begin = performance.now()
  const elapsed = () => Math.round((performance.now() - begin) * 10) / 10
  const payload = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(new NoAnswer(error.code ?? error.message, elapsed()))
    }
    const outgoing = request(url, {
      method,
      ...(agent === undefined ? { agent: false } : { agent }),
      headers: {
        ...headers,
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        }),
      },
    })
    const timer = setTimeout(() => outgoing.destroy(Object.assign(new Error(), { code: 'TIMEOUT' })), timeoutMs)
    outgoing.on('error', fail)
    outgoing.on('response', (response) => {
      text(response).then((body) => {
        clearTimeout(timer)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body, ms: elapsed() })
      }, fail)
    })
    outgoing.end(payload)
  })
}
