import { expect, test } from 'vitest'
import { allowOrigins, securityHeaders, setHeaders } from './security.ts'
import { createTestApp } from './test-app.ts'

async function createApp(origins: readonly string[] = []) {
  const test = createTestApp()
  setHeaders(test.app, securityHeaders('https://id.example'))
  await allowOrigins(test.app, origins)
  test.app.get('/thing', async () => ({}))
  test.app.options('/thing', async (_request, reply) => reply.code(204).header('Allow', 'GET, HEAD, OPTIONS').send())
  return test
}

const corsHeaders = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control-'))

test.each(['/thing', '/nothing', '/bad%zz/'])('%s has the headers of every reply', async (url) => {
  await using test = await createApp()
  const { headers } = await test.app.inject(url)
  if (!url.startsWith('/bad')) {
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  }
  expect(headers).toHaveProperty('x-request-id')
  expect(headers).not.toHaveProperty('server')
  expect(headers).not.toHaveProperty('x-powered-by')
})

test('HSTS is only sent by servers that people reach over TLS', () => {
  expect(securityHeaders('http://127.0.0.1:3000')).not.toHaveProperty('Strict-Transport-Security')
})

test('a listed origin may read, with credentials', async () => {
  await using test = await createApp(['https://app.example'])
  const { headers } = await test.app.inject({ url: '/thing', headers: { origin: 'https://app.example' } })
  expect(headers).toMatchObject({
    'access-control-allow-origin': 'https://app.example',
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
    vary: 'Origin',
  })
})

test('a listed origin hears of errors too', async () => {
  await using test = await createApp(['https://app.example'])
  const { headers } = await test.app.inject({ url: '/nothing', headers: { origin: 'https://app.example' } })
  expect(headers).toHaveProperty('access-control-allow-origin', 'https://app.example')
})

test('a preflight of a listed origin is answered at once', async () => {
  await using test = await createApp(['https://app.example'])
  const reply = await test.app.inject({
    method: 'OPTIONS',
    url: '/thing',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'PATCH' },
  })
  expect(reply.statusCode).toBe(204)
  expect(reply.headers).toMatchObject({
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': expect.stringContaining('If-Match'),
    'access-control-max-age': '7200',
  })
})

test.each([
  'https://evil.example',
  'https://app.example.evil.example',
  'http://app.example',
  'https://app.example:8443',
  'null',
  '',
])('for origin %j there is no sign of CORS', async (origin) => {
  await using test = await createApp(['https://app.example'])
  const read = await test.app.inject({ url: '/thing', headers: { origin } })
  const preflight = await test.app.inject({
    method: 'OPTIONS',
    url: '/thing',
    headers: { origin, 'access-control-request-method': 'PATCH' },
  })
  expect([...corsHeaders(read.headers), ...corsHeaders(preflight.headers)]).toEqual([])
  expect(preflight.headers.allow).toBe('GET, HEAD, OPTIONS')
})

test('without listed origins there is no CORS at all', async () => {
  await using test = await createApp()
  const { headers } = await test.app.inject({ url: '/thing', headers: { origin: 'https://app.example' } })
  expect(corsHeaders(headers)).toEqual([])
  expect(headers).not.toHaveProperty('vary')
})

test('OPTIONS without a preflight is answered by the route, and 404 where there is none', async () => {
  await using test = await createApp(['https://app.example'])
  const headers = { origin: 'https://app.example' }
  expect((await test.app.inject({ method: 'OPTIONS', url: '/thing', headers })).headers.allow).toBe(
    'GET, HEAD, OPTIONS',
  )
  expect((await test.app.inject({ method: 'OPTIONS', url: '/nothing', headers })).statusCode).toBe(404)
})
