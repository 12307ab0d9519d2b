import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from '../support/live-server.ts'
import { bearer, post } from '../support/wire.ts'

const API = '/api/v1'
const ORIGIN = 'https://app.example'

let server: LiveServer
let user: Person
beforeAll(async () => {
  server = await startServer({ env: { corsOrigins: [ORIGIN] } })
  user = await server.person()
})
afterAll(() => server[Symbol.asyncDispose]())

describe('every reply', () => {
  test('has an id, is not to be sniffed, and says nothing of what made it', async () => {
    const replies = await Promise.all([
      server.fetch('/'),
      server.fetch('/docs'),
      server.fetch('/nothing'),
      server.fetch('/health/live'),
      server.fetch(`${API}/openapi.json`),
      server.fetch(`${API}/users/me`),
      server.fetch(`${API}/users/me`, { headers: bearer(user) }),
      server.fetch(`${API}/users/me`, { method: 'OPTIONS' }),
      server.fetch(`${API}/users/login`),
      server.fetch(`${API}/users/%zz`),
      server.fetch('/trpc/%zz'),
      server.fetch('/trpc/users.get'),
      server.fetch('/trpc/nothing'),
      server.fetch(`${API}/users`, post('{', { 'content-type': 'nonsense' })),
      server.fetch(`${API}/users/login`, {
        method: 'OPTIONS',
        headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
      }),
    ])
    for (const { url, headers } of replies) {
      expect([url, headers.get('x-content-type-options')]).toEqual([url, 'nosniff'])
      expect([url, headers.get('x-request-id')]).toEqual([url, expect.stringMatching(/^[\w.-]{8,}$/)])
      for (const banner of ['server', 'x-powered-by', 'via']) expect([url, headers.get(banner)]).toEqual([url, null])
      expect(JSON.stringify([...headers])).not.toMatch(/fastify|node\.?js|prisma|trpc\/|swagger-ui@/i)
    }
  })

  test('repeats a harmless request id and replaces any other', async () => {
    const idFor = async (id: string) =>
      (await server.fetch('/health/live', { headers: { 'x-request-id': id } })).headers.get('x-request-id')
    expect(await idFor('abc-123_x.y')).toBe('abc-123_x.y')
    for (const id of ['<script>', 'a b', 'x'.repeat(65), "'; DROP", '..', '{"a":1}']) {
      expect([id, await idFor(id)]).toEqual([id, expect.stringMatching(/^[0-9a-f-]{36}$/)])
    }
  })

  test('that is an error names the request on both wires', async () => {
    const headers = { 'x-request-id': 'find-me' }
    expect(await (await server.fetch(`${API}/users/me`, { headers })).json()).toMatchObject({ request_id: 'find-me' })
    expect(await (await server.fetch('/trpc/users.get', { headers })).json()).toMatchObject({
      error: { data: { requestId: 'find-me' } },
    })
  })
})

test('behind a path of a proxy, links lead there as well', async () => {
  await using proxied = await startServer({ env: { publicUrl: 'https://id.example/accounts' } })
  const { email } = await proxied.person()
  const made = await proxied.fetch(
    '/api/v1/users',
    post(JSON.stringify({ email: `new-${email}`, password: TEST_PASSWORD })),
  )
  expect(made.headers.get('location')).toMatch(/^\/accounts\/api\/v1\/users\/[0-9a-f-]{36}$/)
  const headers = bearer(await proxied.person({ role: 'admin' }))
  const page = await proxied.fetch('/api/v1/users?limit=1', { headers })
  expect(page.headers.get('link')).toMatch(/^<\/accounts\/api\/v1\/users\?limit=1&cursor=[\w-]+>; rel="next"$/)
  expect(await (await proxied.fetch('/api/v1/users/me')).json()).toMatchObject({
    type: 'https://id.example/accounts/errors/UNAUTHENTICATED',
  })
})

describe('other origins', () => {
  const asked = (origin: string, method = 'PATCH') => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,if-match',
    },
  })

  test('that are listed may call everything and read the headers they need', async () => {
    for (const path of [`${API}/users/me`, '/trpc/users.get']) {
      const preflight = await server.fetch(path, asked(ORIGIN))
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-origin')).toBe(ORIGIN)
      expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH')
      expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('if-match')
      const reply = await server.fetch(path, { headers: { origin: ORIGIN } })
      expect(reply.headers.get('access-control-allow-origin')).toBe(ORIGIN)
      const exposed = reply.headers.get('access-control-expose-headers') ?? ''
      for (const name of ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id']) expect(exposed).toContain(name)
      expect(reply.headers.get('vary')).toMatch(/origin/i)
    }
  })

  test.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'http://app.example',
    'https://app.example:444',
    'null',
    'HTTPS://APP.EXAMPLE',
  ])('that are not listed see no sign of CORS: %s', async (origin) => {
    for (const init of [asked(origin), { headers: { origin } }]) {
      const { headers } = await server.fetch(`${API}/users/me`, init)
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toMatch(/origin/i)
    }
  })

  test('never get a star', async () => {
    for (const origin of [ORIGIN, '*', 'https://evil.example']) {
      const { headers } = await server.fetch(`${API}/users/me`, { headers: { origin } })
      expect(headers.get('access-control-allow-origin')).not.toBe('*')
    }
  })
})
