import { type Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { RawReply } from '../test/support/reply-rules.ts'
import type { RawRequest } from './twists.ts'

const TIMEOUT_MS = 15_000

/** Sends a request as it stands, bad escapes and all. Rejects when there is no reply, or none in time. */
export function send(origin: URL, agent: Agent, { url, method, headers, body }: RawRequest): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      agent,
      host: origin.hostname,
      port: origin.port,
      method,
      path: sendablePath(url),
      headers: {
        ...mapValues(headers, sendableHeader),
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
      timeout: TIMEOUT_MS,
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no reply in ${TIMEOUT_MS} ms`)))
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const headers = new Headers()
      for (const [name, values = []] of Object.entries(response.headersDistinct))
        for (const value of values) headers.append(name, value)
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers, body: bytes.toString() }),
        reject,
      )
    })
    outgoing.end(body)
  })
}

/** Node sends no control character and nothing beyond Latin-1; everything else is left as it is. */
const sendablePath = (url: string) => url.replace(/[^\x21-\xff]/g, (char) => encodeURIComponent(char.toWellFormed()))
const sendableHeader = (value: string) => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')

const mapValues = (record: Readonly<Record<string, string>>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
