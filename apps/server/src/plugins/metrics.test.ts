import { expect, test } from 'vitest'
import { createMetrics, serveMetrics } from './metrics.ts'
import { createTestApp } from './test-app.ts'

const TOKEN = 'scrape-mB3v0qLx7ZtY9cWk'

function createApp(token?: string) {
  const test = createTestApp()
  const metrics = createMetrics()
  serveMetrics(test.app, metrics, token)
  test.app.get('/users/:user_id', async () => ({}))
  return { ...test, metrics, [Symbol.asyncDispose]: () => test.app.close() }
}

const scrape = { url: '/metrics', headers: { host: '127.0.0.1:3000' } }

test('requests are timed by pattern, never by path', async () => {
  await using test = createApp()
  await test.app.inject('/users/1')
  await test.app.inject('/users/2')
  await test.app.inject('/nothing/here')
  const { body, headers } = await test.app.inject(scrape)
  expect(headers['content-type']).toContain('text/plain')
  expect(body).toContain(
    'roster_http_request_duration_seconds_count{method="GET",route="/users/:user_id",status="200"} 2',
  )
  expect(body).toContain('roster_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1')
  expect(body).not.toContain('/nothing')
  expect(body).toContain('process_cpu_seconds_total')
})

test('security events are counted by name and reason', async () => {
  await using test = createApp()
  test.metrics.countEvent({ event: 'session.created', userId: 'u-1' })
  test.metrics.countEvent({ event: 'session.refused', reason: 'INVALID_CREDENTIALS' })
  const { body } = await test.app.inject(scrape)
  expect(body).toContain('roster_security_events_total{event="session.created",reason=""} 1')
  expect(body).toContain('roster_security_events_total{event="session.refused",reason="INVALID_CREDENTIALS"} 1')
  expect(body).not.toContain('u-1')
})

test('gauges are read at each scrape, and one that fails does not hide the others', async () => {
  await using test = createApp()
  let waiting = 3
  test.metrics.gauge('roster_hash_queue', 'Passwords waiting', () => waiting)
  test.metrics.gauge('roster_mails_waiting', 'Mails waiting', () => Promise.reject(new Error('away')))
  expect((await test.app.inject(scrape)).body).toContain('roster_hash_queue 3')
  waiting = 0
  const { body, statusCode } = await test.app.inject(scrape)
  expect(statusCode).toBe(200)
  expect(body).toContain('roster_hash_queue 0')
  expect(body).toContain('roster_mails_waiting Nan')
})

test('two servers in one process count apart', async () => {
  await using first = createApp()
  await using second = createApp()
  await first.app.inject('/users/1')
  expect((await second.app.inject(scrape)).body).not.toContain('route="/users/:user_id"')
})

test.each([
  ['from another machine', { remoteAddress: '203.0.113.7' }],
  ['through a proxy on this machine', { headers: { host: '127.0.0.1:3000', 'x-forwarded-for': '203.0.113.7' } }],
  ['by a page that a browser here has open', { headers: { host: 'rebound.example:3000' } }],
])('without a token it is refused %s', async (_, change) => {
  await using test = createApp()
  expect((await test.app.inject({ ...scrape, ...change })).statusCode).toBe(403)
})

test.each([
  ['no credential', undefined, 401],
  ['another token', 'Bearer scrape-mB3v0qLx7ZtY9cWl', 401],
  ['the start of the token', 'Bearer scrape', 401],
  ['the token', `Bearer ${TOKEN}`, 200],
])('with a token set, %s gives its answer from anywhere', async (_, authorization, status) => {
  await using test = createApp(TOKEN)
  const headers = { host: 'id.example', ...(authorization && { authorization }) }
  const reply = await test.app.inject({ url: '/metrics', headers, remoteAddress: '203.0.113.7' })
  expect(reply.statusCode).toBe(status)
  expect(reply.headers['www-authenticate'] !== undefined).toBe(status === 401)
})
