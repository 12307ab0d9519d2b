import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { answerBrokenRequests, connectionLimits, ignoreExpectations, requireHost } from './limits.ts'
import { createTestApp } from './test-app.ts'

async function createServer(http: object = {}) {
  const test = createTestApp({
    ...connectionLimits,
    http: { ...connectionLimits.http, ...http },
    clientErrorHandler: answerBrokenRequests('https://id.example/errors', { 'X-Content-Type-Options': 'nosniff' }),
  })
  requireHost(test.app)
  ignoreExpectations(test.app)
  test.app.get('/', async () => 'here')
  await test.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = test.app.server.address() as AddressInfo
  /** Sends bytes as they are and gives everything that comes back. */
  const send = async (bytes: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(bytes)
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    return { head, body }
  }
  return { ...test, send }
}

test.each([
  ['what is not HTTP', 'hello\r\n\r\n', 400, 'MALFORMED_REQUEST'],
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(17_000)}\r\n\r\n`,
    431,
    'PAYLOAD_TOO_LARGE',
  ],
  [
    'a smuggled length',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'MALFORMED_REQUEST',
  ],
])('%s gets a problem document, and the connection ends', async (_, bytes, status, code) => {
  await using server = await createServer()
  const { head, body } = await server.send(bytes)
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head).toContain('Content-Type: application/problem+json')
  expect(head).toContain('X-Content-Type-Options: nosniff')
  expect(head).toContain('Connection: close')
  expect(JSON.parse(body)).toMatchObject({ status, code, request_id: expect.any(String) })
})

test('a request that does not arrive in time is ended', async () => {
  await using server = await createServer({ headersTimeout: 40, requestTimeout: 40, connectionsCheckingInterval: 10 })
  const { head, body } = await server.send('GET / HTTP/1.1\r\nHost: x\r\n')
  expect(head).toMatch(/^HTTP\/1.1 408 /)
  expect(JSON.parse(body)).toMatchObject({ status: 408 })
})

test('HTTP/1.1 needs a Host, HTTP/1.0 does not', async () => {
  await using server = await createServer()
  const refused = await server.send('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')
  expect(refused.head).toMatch(/^HTTP\/1.1 400 /)
  expect(JSON.parse(refused.body)).toMatchObject({ code: 'MALFORMED_REQUEST' })
  expect((await server.send('GET / HTTP/1.0\r\n\r\n')).body).toBe('here')
})

test('a path may be as long as headers may', async () => {
  await using server = await createServer()
  const { head } = await server.send(`GET /${'x'.repeat(15_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  expect(head).toMatch(/^HTTP\/1.1 404 /)
})

test('an answer to HEAD has no body, even when there is not more known of the request', async () => {
  await using server = await createServer()
  const { head, body } = await server.send(`HEAD /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
  expect(head).toMatch(/^HTTP\/1.1 431 /)
  expect(body).toBe('')
})

test('an expectation that nobody knows is no reason to refuse', async () => {
  await using server = await createServer()
  const { head, body } = await server.send('GET / HTTP/1.1\r\nHost: x\r\nExpect: x\r\nConnection: close\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1.1 200 /)
  expect(body).toBe('here')
})
