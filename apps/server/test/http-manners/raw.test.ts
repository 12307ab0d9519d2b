import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer } from '../support/live-server.ts'
import { writeLines } from '../support/raw-socket.ts'

let server: LiveServer
let user: Person
beforeAll(async () => {
  server = await startServer()
  user = await server.person()
})
afterAll(() => server[Symbol.asyncDispose]())

describe('what is hardly HTTP', () => {
  const raw = (...lines: string[]) => writeLines(server.url, [...lines, 'Connection: close'])
  const host = 'Host: roster.test'

  test.each([
    ['no Host', ['GET /api/v1/users/me HTTP/1.1'], 400],
    ['two lengths', ['POST /api/v1/users HTTP/1.1', host, 'Content-Length: 2', 'Content-Length: 3'], 400],
    [
      'a length and chunks',
      ['POST /api/v1/users HTTP/1.1', host, 'Content-Length: 2', 'Transfer-Encoding: chunked'],
      400,
    ],
    ['a negative length', ['POST /api/v1/users HTTP/1.1', host, 'Content-Length: -1'], 400],
    ['an unknown method', ['FOO /api/v1/users HTTP/1.1', host], 400],
    ['a header without a name', ['GET /api/v1/users/me HTTP/1.1', host, ': x'], 400],
    ['a space before the colon', ['GET /api/v1/users/me HTTP/1.1', host, 'Authorization : x'], 400],
    ['a folded header', ['GET /api/v1/users/me HTTP/1.1', host, 'X-A: b', ' c'], 400],
    ['a NUL character in a header', ['GET /api/v1/users/me HTTP/1.1', host, 'X-A: a\0b'], 400],
    ['a line feed in the path', ['GET /api/v1/\nusers HTTP/1.1', host], 400],
    ['a raw NUL character in the path', ['GET /api/v1/users/\0 HTTP/1.1', host], 400],
    ['nonsense', ['\x16\x03\x01\x02\x00\x01'], 400],
    ['headers that are too large', ['GET /api/v1/users/me HTTP/1.1', host, `X-A: ${'a'.repeat(17_000)}`], 431],
    ['a path that is too long', [`GET /api/v1/users/${'a'.repeat(17_000)} HTTP/1.1`, host], 431],
  ])('is refused with a problem document and hangs up: %s', async (_, lines, status) => {
    const reply = await raw(...lines)
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    expect(reply.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(reply.body)).toMatchObject({
      status,
      code: expect.any(String),
      request_id: reply.headers.get('x-request-id'),
    })
  })

  test('two credentials are no better than one', async () => {
    const reply = await raw(
      'GET /api/v1/users/me HTTP/1.1',
      host,
      'Authorization: Bearer x',
      `Authorization: Bearer ${user.token}`,
    )
    expect(reply.status).toBe(401)
  })

  test('the whole URL in the request line is a path here as well', async () => {
    const reply = await raw(
      'GET http://evil.example/api/v1/users/me HTTP/1.1',
      host,
      `Authorization: Bearer ${user.token}`,
    )
    expect([200, 400, 404]).toContain(reply.status)
    expect(reply.body).not.toContain('evil.example')
  })

  test('a Host of somebody else does not come back', async () => {
    const reply = await raw(
      'GET /api/v1/users/nobody HTTP/1.1',
      'Host: evil.example',
      'X-Forwarded-Host: evil.example',
      `Authorization: Bearer ${user.token}`,
    )
    expect(`${[...reply.headers]}${reply.body}`).not.toContain('evil.example')
  })

  test('is no reason to die', async () => {
    expect((await server.fetch('/health/live')).status).toBe(200)
  })
})
