import { type Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { RawReply } from './reply-rules.ts'

const TIMEOUT_MS = 15_000

/** A request as it goes onto the wire: nothing of it is put right. A list of values is as many headers. */
export interface RawRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Buffer
}

/** Sends a request as it stands, bad escapes and all. Rejects when there is no reply, or none in time. */
export function sendRaw(origin: string, { url, method, headers, body }: RawRequest, agent?: Agent): Promise<RawReply> {
  const { hostname: host, port } = new URL(origin)
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...{ host, port, method, path: sendablePath(url), timeout: TIMEOUT_MS },
      agent: agent ?? false,
      headers: { ...sendableHeaders(headers), ...length },
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no reply in ${TIMEOUT_MS} ms`)))
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const received = new Headers()
      for (const [name, values = []] of Object.entries(response.headersDistinct)) {
        for (const value of values) received.append(name, value)
      }
      const reply = (bytes: Buffer) => ({ status: response.statusCode ?? 0, headers: received, body: bytes.toString() })
      buffer(response).then((bytes) => resolve(reply(bytes)), reject)
    })
    outgoing.end(body)
  })
}

/** Node sends no control character and nothing beyond Latin-1; everything else is left as it is. */
const sendablePath = (url: string) => url.replace(/[^\x21-\xff]/g, (char) => encodeURIComponent(char.toWellFormed()))

const sendableHeaders = (headers: RawRequest['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? sendableHeader(value) : value.map(sendableHeader),
    ]),
  )

const sendableHeader = (value: string) => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
