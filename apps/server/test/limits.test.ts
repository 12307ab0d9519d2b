import { createLimits } from '@roster/domain'
import { TEST_PASSWORD } from '@roster/domain/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  batchOf,
  type LimitedServer,
  type Probe,
  startLimited,
  wrongLogin,
  wrongLoginOverTrpc,
} from './support/limited-server.ts'

// At this scale three sign-ins are allowed per minute and address, six reads per user.
const SCALE = 0.03

let server: LimitedServer
beforeAll(async () => {
  server = await startLimited({ scale: SCALE })
})
afterAll(() => server[Symbol.asyncDispose]())

let address = ''
let addresses = 0
beforeEach(() => {
  address = `198.51.100.${++addresses}`
})

let people = 0
/** Each from another account, so that the address alone is what counts. */
const another = (probe: (email: string) => Probe, from = address): Probe => ({
  ...probe(`nobody-${people++}@example.com`),
  from,
})
const statuses = async (probes: readonly Probe[]) => {
  const all: number[] = []
  for (const probe of probes) all.push((await server.send(probe)).status)
  return all
}

test('calls from one address count, whatever the account', async () => {
  const four = Array.from({ length: 4 }, () => another(wrongLogin))
  expect(await statuses(four)).toEqual([401, 401, 401, 429])
  expect(await statuses([another(wrongLogin, '192.0.2.2')])).toEqual([401])
})

test('both wires count together', async () => {
  expect(
    await statuses([
      another(wrongLogin),
      another(wrongLoginOverTrpc),
      another(wrongLogin),
      another(wrongLoginOverTrpc),
      another(wrongLogin),
    ]),
  ).toEqual([401, 401, 401, 429, 429])
})

test('a path counts in every spelling', async () => {
  const spelt = (url: string): Probe => ({ ...another(wrongLogin), url })
  expect(
    await statuses([
      spelt('/api/v1/users/login/'),
      spelt('/api/v1/users/log%69n'),
      spelt('/api/v1/users/login?'),
      spelt('/api/v1/users/login/'),
      spelt('/api/v1/%75sers/login'),
      { ...another(wrongLoginOverTrpc), url: '/trpc/users%2Elogin' },
    ]),
  ).toEqual([401, 401, 401, 429, 429, 429])
})

test('each call of a batch counts', async () => {
  const { body } = await server.send(another((email) => batchOf(5, email)))
  const reasons = (body as readonly { error: { data: { reason: string } } }[]).map(({ error }) => error.data.reason)
  expect(reasons.filter((reason) => reason === 'INVALID_CREDENTIALS').length).toBeLessThanOrEqual(3)
  expect(reasons.filter((reason) => reason === 'RATE_LIMITED').length).toBeGreaterThanOrEqual(2)
  expect(await statuses([another(wrongLogin)])).toEqual([429])
})

test('parallel calls count: of thirty at once three are looked at', async () => {
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, i) => server.send(another(i % 2 ? wrongLogin : wrongLoginOverTrpc))),
  )
  const counts = Map.groupBy(replies, ({ status }) => status)
  expect([counts.get(401)?.length, counts.get(429)?.length]).toEqual([3, 27])
})

test('a signed-in caller counts for themselves, wherever they come from', async () => {
  const [ann, bob] = [await server.world.user(), await server.world.user()]
  const read = async ({ email }: { email: string }, from: string): Promise<Probe> => ({
    url: '/api/v1/users/me',
    from,
    headers: { authorization: `Bearer ${await tokenOf(email, from)}` },
  })
  const [annHere, bobHere] = [await read(ann, '192.0.2.10'), await read(bob, '192.0.2.11')]
  const here = Array.from({ length: 36 }, () => annHere)
  expect(new Set(await statuses(here))).toEqual(new Set([200]))
  expect(await statuses([annHere, { ...annHere, from: '192.0.2.99' }])).toEqual([429, 429])
  expect(await statuses([{ ...bobHere, from: '192.0.2.10' }])).toEqual([200])
})

async function tokenOf(email: string, from: string): Promise<string> {
  const { body } = await server.send({ url: '/api/v1/users/login', payload: { email, password: TEST_PASSWORD }, from })
  return (body as { access_token: string }).access_token
}

describe('what callers are told', () => {
  test('REST names the limit and what is left of it, also when the call fails', async () => {
    const first = await server.send(another(wrongLogin))
    expect(first.headers).toMatchObject({ 'ratelimit-policy': '"login";q=3;w=60' })
    expect(first.headers.ratelimit).toMatch(/^"login";r=2;t=(59|60)$/)
    const invalid = await server.send({ ...another(wrongLogin), payload: { email: 1 } })
    expect([invalid.status, invalid.headers.ratelimit]).toEqual([422, expect.stringMatching(/^"login";r=1;/)])
  })

  test('a refusal says when to come back, in every form that a wire has', async () => {
    for (let i = 0; i < 3; i++) await server.send(another(wrongLogin))
    const { headers, body } = await server.send(another(wrongLogin))
    const seconds = Number(headers['retry-after'])
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(headers.ratelimit).toBe(`"login";r=0;t=${seconds}`)
    expect(body).toMatchObject({ code: 'RATE_LIMITED', status: 429, retry_after_seconds: seconds })

    const trpc = await server.send(another(wrongLoginOverTrpc))
    const data = { code: 'TOO_MANY_REQUESTS', reason: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) }
    expect(trpc).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.any(String) },
      body: { error: { data } },
    })
  })

  test('browser applications may read the headers', async () => {
    const { headers } = await server.send({ ...another(wrongLogin), headers: { origin: 'https://app.example' } })
    const exposed = String(headers['access-control-expose-headers']).split(', ')
    expect(exposed).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy', 'Retry-After']))
  })
})

test.each([0.01, 0.5, 7])('RATE_LIMIT_SCALE=%s multiplies every limit', async (scale) => {
  const { pool } = server.world.db
  const limits = createLimits({ store: { type: 'postgres', pool }, scale, report: () => undefined })
  expect(limits.quotas).toEqual({
    register: { units: 100 * scale, windowSeconds: 3600 },
    login: { units: 100 * scale, windowSeconds: 60 },
    refresh: { units: 300 * scale, windowSeconds: 60 },
    'reset-password': { units: Math.ceil(30 * scale), windowSeconds: 3600 },
    mail: { units: Math.ceil(5 * scale), windowSeconds: 3600 },
    confirm: { units: 100 * scale, windowSeconds: 3600 },
    writes: { units: 300 * scale, windowSeconds: 60 },
    reads: { units: 1200 * scale, windowSeconds: 60 },
  })
  for (const name of ['mail', 'reads'] as const) {
    const key = `scale ${scale}`
    const { units } = limits.quotas[name]
    for (let taken = 1; taken <= Math.min(units, 40); taken++) {
      expect(await limits.consume(name, key)).toMatchObject({ remaining: units - taken })
    }
    if (units <= 40) await expect(limits.consume(name, key)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  }
})
