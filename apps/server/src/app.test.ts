import { TEST_PASSWORD } from '@roster/domain/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestServer, type TestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await createTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }
const query = (input: unknown) => `input=${encodeURIComponent(JSON.stringify(input))}`

async function tokenOf(email: string): Promise<string> {
  const reply = await server.app.inject({
    method: 'POST',
    url: '/api/v1/users/login',
    payload: { email, password: TEST_PASSWORD },
  })
  return reply.json().access_token
}

test('every place of the contract is there', async () => {
  for (const url of [
    '/',
    '/docs',
    '/setup',
    '/verify-email',
    '/reset-password',
    '/health/live',
    '/health/ready',
    '/.well-known/jwks.json',
    '/api/v1/openapi.json',
  ]) {
    expect([url, (await server.app.inject(url)).statusCode]).toEqual([url, 200])
  }
})

test('every reply has an id, the same headers, and no banner', async () => {
  const urls = [
    '/',
    '/docs',
    '/health/live',
    '/api/v1/users/me',
    '/api/v1/nothing',
    '/trpc',
    '/trpc/users.get',
    '/nothing',
    '/bad%zz',
    '/trpc/%zz',
    '/api/v1/%zz',
  ]
  for (const url of urls) {
    const { headers } = await server.app.inject({ url, headers: { 'x-request-id': 'mine' } })
    expect({ url, ...headers }).toMatchObject({
      'x-request-id': 'mine',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
    expect(headers).not.toHaveProperty('server')
  }
})

test('both wires know the same user', async () => {
  const user = await server.world.user()
  const headers = { authorization: `Bearer ${await tokenOf(user.email)}` }
  const rest = await server.app.inject({ url: '/api/v1/users/me', headers })
  const trpc = await server.app.inject({ url: `/trpc/users.get?${query({ userId: 'me' })}`, headers })
  expect(rest.json()).toMatchObject({ id: user.id, email_verified: expect.any(Boolean) })
  expect(trpc.json().result.data).toMatchObject({ id: user.id, emailVerified: expect.any(Boolean) })
  expect(trpc.headers.etag).toBe(rest.headers.etag)
  expect(trpc.headers['cache-control']).toBe('no-store')
})

test('the line of a request says who called, and no line holds a credential', async () => {
  const user = await server.world.user()
  const token = await tokenOf(user.email)
  await server.app.inject({
    url: `/trpc/users.get?${query({ userId: 'me' })}`,
    headers: { authorization: `Bearer ${token}` },
  })
  expect(server.log()).toContain(`"userId":"${user.id}"`)
  expect(server.log()).not.toContain(token)
  expect(server.log()).not.toContain(TEST_PASSWORD)
})

describe('tRPC', () => {
  const batchOf = (count: number) =>
    `/trpc/${Array.from({ length: count }, () => 'users.get').join(',')}?batch=1&input=${encodeURIComponent('{}')}`

  test.each([
    ['an unknown procedure', { url: '/trpc/users.nothing' }, 404, 'NOT_FOUND', 'NOT_FOUND'],
    ['a path in place of a name', { url: '/trpc/users/get' }, 404, 'NOT_FOUND', 'NOT_FOUND'],
    [
      'a query as a mutation',
      { method: 'POST', url: '/trpc/users.get', headers: json, payload: '{}' },
      405,
      'METHOD_NOT_SUPPORTED',
      'METHOD_NOT_ALLOWED',
    ],
    [
      'another method',
      { method: 'PUT', url: '/trpc/users.login', headers: json, payload: '{}' },
      405,
      'METHOD_NOT_SUPPORTED',
      'METHOD_NOT_ALLOWED',
    ],
    [
      'JSON that is none',
      { method: 'POST', url: '/trpc/users.login', headers: json, payload: '{"email":' },
      400,
      'PARSE_ERROR',
      'MALFORMED_REQUEST',
    ],
    [
      'a repeated key',
      { method: 'POST', url: '/trpc/users.login', headers: json, payload: '{"email":"a","email":"b","password":"x"}' },
      400,
      'PARSE_ERROR',
      'MALFORMED_REQUEST',
    ],
    [
      'a NUL character',
      { method: 'POST', url: '/trpc/users.login', headers: json, payload: '{"email":"a\\u0000","password":"x"}' },
      400,
      'PARSE_ERROR',
      'MALFORMED_REQUEST',
    ],
    [
      'a form',
      {
        method: 'POST',
        url: '/trpc/users.login',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        payload: '--x--',
      },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'bytes',
      {
        method: 'POST',
        url: '/trpc/users.login',
        headers: { 'content-type': 'application/octet-stream' },
        payload: 'x',
      },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'too large a body',
      { method: 'POST', url: '/trpc/users.login', headers: json, payload: `"${'x'.repeat(1024 * 1024)}"` },
      413,
      'PAYLOAD_TOO_LARGE',
      'PAYLOAD_TOO_LARGE',
    ],
    ['eleven calls in one', { url: batchOf(11) }, 400, 'BAD_REQUEST', 'MALFORMED_REQUEST'],
    [
      'queries and mutations in one',
      { method: 'POST', url: '/trpc/users.get,users.login?batch=1', headers: json, payload: '{}' },
      400,
      'BAD_REQUEST',
      'MALFORMED_REQUEST',
    ],
    ['a bad escape in the path', { url: '/trpc/users.get%zz' }, 400, 'PARSE_ERROR', 'MALFORMED_REQUEST'],
    ['a NUL character in the path', { url: '/trpc/users.get%00' }, 400, 'PARSE_ERROR', 'MALFORMED_REQUEST'],
    ['no credential', { url: `/trpc/users.get?${query({ userId: 'me' })}` }, 401, 'UNAUTHORIZED', 'UNAUTHENTICATED'],
    ['no credential and no JSON', { url: '/trpc/users.get?input=%7B' }, 401, 'UNAUTHORIZED', 'UNAUTHENTICATED'],
  ] as const)('%s is an error in the envelope', async (_, request, status, code, reason) => {
    const reply = await server.app.inject(request)
    expect([reply.statusCode, reply.headers['content-type'], reply.headers['cache-control']]).toEqual([
      status,
      expect.stringContaining('application/json'),
      'no-store',
    ])
    expect(reply.json()).toMatchObject({
      error: { data: { code, httpStatus: status, reason, requestId: reply.headers['x-request-id'] } },
    })
    expect(reply.headers['www-authenticate'] !== undefined).toBe(status === 401)
    expect(reply.body).not.toMatch(/stack|Unexpected|FST_/)
  })

  test.each(['/trpc', '/trpc/', '/trpc?batch=1', '/trpc/?batch=1'])(
    '%s names no procedure and is a problem document',
    async (url) => {
      const reply = await server.app.inject(url)
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ])
    },
  )

  test('input that is repeated or badly escaped is refused once the caller is known', async () => {
    const headers = { authorization: `Bearer ${await tokenOf((await server.world.user()).email)}` }
    const input = query({ userId: 'me' })
    for (const url of [
      `/trpc/users.get?${input}&${input}`,
      `/trpc/users.get?${input}&x=%zz`,
      '/trpc/users.get?input=%7B%22userId%22:%22me%22,%22userId%22:%22me%22%7D',
    ]) {
      expect((await server.app.inject({ url, headers })).json().error.data.reason).toBe('MALFORMED_REQUEST')
    }
  })

  test('ten calls in one are answered one by one', async () => {
    const reply = await server.app.inject(batchOf(10))
    expect(reply.json()).toHaveLength(10)
    expect(reply.statusCode).toBe(401)
  })

  test('a call without a body needs no content type', async () => {
    const user = await server.world.user()
    const headers = { authorization: `Bearer ${await tokenOf(user.email)}` }
    expect((await server.app.inject({ method: 'POST', url: '/trpc/users.logout', headers })).statusCode).toBe(200)
  })

  test('HEAD is answered as GET is, without the body, and OPTIONS with Allow', async () => {
    const head = await server.app.inject({ method: 'HEAD', url: `/trpc/users.get?${query({ userId: 'me' })}` })
    expect([head.statusCode, head.body]).toEqual([401, ''])
    const options = await server.app.inject({ method: 'OPTIONS', url: '/trpc/users.get' })
    expect([options.statusCode, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS'])
  })

  test('a procedure name is decoded once', async () => {
    expect((await server.app.inject('/trpc/users%2Eget')).statusCode).toBe(401)
    expect((await server.app.inject('/trpc/users%252Eget')).statusCode).toBe(404)
  })
})

test('a reply to another origin varies by it and by what tRPC reads', async () => {
  await using other = await createTestServer({ env: { corsOrigins: ['https://app.example'] } })
  const { headers } = await other.app.inject({ url: '/trpc/users.get', headers: { origin: 'https://app.example' } })
  expect(headers).toMatchObject({
    vary: 'Origin, trpc-accept, accept',
    'access-control-allow-origin': 'https://app.example',
  })
})
