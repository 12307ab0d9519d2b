import { TEST_PASSWORD } from '@roster/domain/testing'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestServer, type TestServer } from '../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await createTestServer({ env: { publicUrl: 'https://id.example' } })
})
afterAll(() => server[Symbol.asyncDispose]())

const fromPage = {
  host: 'id.example',
  origin: 'https://id.example',
  'sec-fetch-site': 'same-origin',
  'x-roster-refresh': 'cookie',
  'content-type': 'application/json',
}

const cookieOf = (reply: LightMyRequestResponse) => reply.cookies.find(({ name }) => name === '__Host-roster_refresh')

describe.each([
  { wire: 'tRPC', base: '/trpc/users.' },
  { wire: 'REST', base: '/api/v1/users/' },
] as const)('over $wire', ({ wire, base }) => {
  const post = (verb: string, payload: object, headers: InjectOptions['headers'] = fromPage) =>
    server.app.inject({ method: 'POST', url: base + verb, payload, headers })
  const pairOf = (reply: LightMyRequestResponse) => {
    const body = reply.json()
    const pair = wire === 'tRPC' ? body.result.data : body
    return { access: pair.accessToken ?? pair.access_token, refresh: pair.refreshToken ?? pair.refresh_token }
  }
  const signIn = async (headers: InjectOptions['headers'] = fromPage) => {
    const { email } = await server.world.user()
    return post('login', { email, password: TEST_PASSWORD }, headers)
  }
  const withCookie = (reply: LightMyRequestResponse) => ({
    ...fromPage,
    cookie: `other=1; __Host-roster_refresh=${cookieOf(reply)?.value}`,
  })
  const codeOf = (reply: LightMyRequestResponse) => {
    const body = reply.json()
    return body.code ?? body.error?.data.reason
  }

  test('signing in leaves the refresh token in a cookie and out of the body', async () => {
    const reply = await signIn()
    expect(reply.statusCode).toBe(200)
    expect(pairOf(reply)).toEqual({ access: expect.stringMatching(/^ey/), refresh: '' })
    expect(reply.headers['set-cookie']).toMatch(
      /^__Host-roster_refresh=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=604800$/,
    )
    expect(server.log()).not.toContain(cookieOf(reply)?.value)
  })

  test('a refresh takes the token from the cookie and replaces it', async () => {
    const signedIn = await signIn()
    const refreshed = await post('refresh', {}, withCookie(signedIn))
    expect(refreshed.statusCode).toBe(200)
    expect(pairOf(refreshed).refresh).toBe('')
    expect(cookieOf(refreshed)?.value).not.toBe(cookieOf(signedIn)?.value)
    expect((await post('refresh', {}, withCookie(refreshed))).statusCode).toBe(200)
  })

  test('a refresh is repeated with its retry key after the grace time, and not with another', async () => {
    const signedIn = await signIn()
    const name = wire === 'tRPC' ? 'retryKey' : 'retry_key'
    const repeat = (key: string) => post('refresh', { [name]: key.repeat(22) }, withCookie(signedIn))
    const refreshed = await repeat('a')
    server.world.advance(3600)
    expect(cookieOf(await repeat('a'))?.value).toBe(cookieOf(refreshed)?.value)
    expect(codeOf(await repeat('b'))).toBe('REFRESH_TOKEN_INVALID')
    expect(codeOf(await repeat('a'))).toBe('REFRESH_TOKEN_INVALID')
  })

  test('what stands beside the token is looked at as ever', async () => {
    const headers = withCookie(await signIn())
    const send = (payload: string) =>
      server.app.inject({ method: 'POST', url: `${base}refresh`, payload, headers }).then(codeOf)
    expect(await send('{"nonsense":1}')).toBe('VALIDATION_FAILED')
    expect(await send(' [] ')).toMatch(/^(?:MALFORMED_REQUEST|VALIDATION_FAILED)$/)
    expect(await send('{"refreshToken":"x","refresh_token":"x"}')).toMatch(/^(?:MALFORMED_REQUEST|VALIDATION_FAILED)$/)
    expect(await send('{')).toBe('MALFORMED_REQUEST')
  })

  test('signing out removes the cookie, also when the session is over already', async () => {
    const signedIn = await signIn()
    const headers = { ...withCookie(signedIn), authorization: `Bearer ${pairOf(signedIn).access}` }
    for (const status of [wire === 'tRPC' ? 200 : 204, 401]) {
      const reply = await post('logout', {}, headers)
      expect([reply.statusCode, cookieOf(reply)]).toEqual([status, expect.objectContaining({ value: '', maxAge: 0 })])
    }
  })

  test('without a cookie, or with a dead one, a refresh is refused and no cookie is touched', async () => {
    for (const headers of [fromPage, { ...fromPage, cookie: '__Host-roster_refresh=nonsense' }]) {
      const reply = await post('refresh', {}, headers)
      expect([reply.statusCode, codeOf(reply), cookieOf(reply)]).toEqual([401, 'REFRESH_TOKEN_INVALID', undefined])
    }
  })

  test.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another origin of this site', { origin: 'https://app.id.example', 'sec-fetch-site': 'same-site' }],
    ['another origin in an old browser', { origin: 'https://evil.example', 'sec-fetch-site': undefined }],
    ['an opaque origin', { origin: 'null', 'sec-fetch-site': undefined }],
    ['a program', { origin: undefined, 'sec-fetch-site': undefined }],
    ['a form', { 'content-type': 'text/plain' }],
  ])('%s is turned away', async (_, changes) => {
    const signedIn = await signIn()
    const headers = Object.fromEntries(
      Object.entries({ ...withCookie(signedIn), ...changes }).filter(([, value]) => value !== undefined),
    )
    const reply = await server.app.inject({ method: 'POST', url: `${base}refresh`, payload: '{}', headers })
    expect(cookieOf(reply)).toBeUndefined()
    // What is not JSON does not even come so far.
    expect(['FORBIDDEN', 'UNSUPPORTED_MEDIA_TYPE']).toContain(codeOf(reply))
    expect((await post('refresh', {}, withCookie(signedIn))).statusCode).toBe(200)
  })

  test('an old browser is known by its Origin alone, and a page by the host it was loaded from', async () => {
    const { 'sec-fetch-site': _, ...old } = fromPage
    expect((await signIn(old)).statusCode).toBe(200)
    expect((await signIn({ ...fromPage, host: 'localhost:5173', origin: 'http://localhost:5173' })).statusCode).toBe(
      200,
    )
  })

  test('who does not ask for the cookie gets the token as ever, and a cookie they send means nothing', async () => {
    const { 'x-roster-refresh': _, ...headers } = fromPage
    const reply = await signIn(headers)
    expect(pairOf(reply).refresh).toMatch(/^[\w-]{43}$/)
    expect(reply.headers).not.toHaveProperty('set-cookie')
    const { 'x-roster-refresh': __, ...unasked } = withCookie(await signIn())
    expect([400, 422]).toContain((await post('refresh', {}, unasked)).statusCode)
  })
})

test('a sign-in that asks for the cookie is never part of a batch', async () => {
  const reply = await server.app.inject({
    method: 'POST',
    url: '/trpc/users.login?batch=1',
    payload: { 0: { email: 'a@example.com', password: TEST_PASSWORD } },
    headers: fromPage,
  })
  expect([reply.statusCode, reply.json().error.data.reason]).toEqual([400, 'MALFORMED_REQUEST'])
})

test('a page of a listed origin elsewhere may call, and may not have the cookie', async () => {
  await using other = await createTestServer({
    env: { publicUrl: 'https://id.example', corsOrigins: ['https://app.example'] },
  })
  const { email } = await other.world.user()
  const reply = await other.app.inject({
    method: 'POST',
    url: '/trpc/users.login',
    payload: { email, password: TEST_PASSWORD },
    headers: { ...fromPage, origin: 'https://app.example', 'sec-fetch-site': 'cross-site' },
  })
  expect([reply.statusCode, cookieOf(reply)]).toEqual([403, undefined])
})
