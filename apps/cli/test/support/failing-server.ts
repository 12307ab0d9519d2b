import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FailingServer extends AsyncDisposable {
  readonly url: string
  /** What every call from now on is answered with. */
  failWith(status: number, reason: string, more?: object): void
  /** What every call from now on gives. */
  answerWith(data: object): void
}

/** Answers every call with one thing, as tRPC carries it: for what a real server gives too rarely. */
export async function startFailingServer(): Promise<FailingServer> {
  let answer = { status: 500, body: '{}' }
  const server = createServer((request, reply) => {
    request.resume().once('end', () => {
      reply.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failWith(status, reason, more = {}) {
      const data = { code: reason, reason, httpStatus: status, requestId: 'req-1', ...more }
      answer = { status, body: JSON.stringify({ error: { message: `The words of ${reason}.`, code: -32_000, data } }) }
    },
    answerWith(data) {
      answer = { status: 200, body: JSON.stringify({ result: { data } }) }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
