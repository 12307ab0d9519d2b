import { randomUUID } from 'node:crypto'
import type { LimitStore } from '@roster/domain'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openRedisLimits } from '../src/limit-store.ts'
import { createTestServer } from '../src/test-server.ts'
import { sendTo, startLimited, wrongLogin, wrongLoginOverTrpc } from './support/limited-server.ts'
import { givenRedisUrl, hasRedisServer, type OwnRedis, startRedis } from './support/redis.ts'

// At this scale ten sign-ins are allowed per minute and address, and one wrong password per account costs nothing.
const SCALE = 0.1

let people = 0
const somebody = () => `somebody-${people++}@example.com`
const countOf = (replies: readonly { status: number }[], status: number) =>
  replies.filter((reply) => reply.status === status).length

describe('two servers on one database', () => {
  test('share the limits', async () => {
    await using one = await startLimited({ scale: SCALE })
    await using two = await createTestServer({ deps: { services: await one.world.server() } })
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, i) => sendTo(i % 2 ? one.app : two.app, wrongLogin(somebody()))),
    )
    expect([countOf(replies, 401), countOf(replies, 429)]).toEqual([10, 20])
  })

  test('share the count of wrong passwords', async () => {
    await using one = await startLimited({ scale: SCALE })
    await using two = await createTestServer({ deps: { services: await one.world.server() } })
    const { email } = await one.world.user()
    const guesses = Array.from({ length: 30 }, (_, i) =>
      sendTo(i % 2 ? one.app : two.app, { ...wrongLogin(email), from: `198.51.100.${i}` }),
    )
    const replies = await Promise.all(guesses)
    expect([countOf(replies, 401), countOf(replies, 429)]).toEqual([2, 28])
  })
})

describe.runIf(givenRedisUrl() !== '' || hasRedisServer())('Redis', () => {
  const prefix = `roster-test-${randomUUID()}:`
  let own: OwnRedis | undefined
  let url = givenRedisUrl()
  beforeAll(async () => {
    if (url !== '') return
    own = await startRedis()
    url = own.url
  })
  afterAll(async () => {
    await own?.[Symbol.asyncDispose]()
    if (own === undefined) await removeKeys(url, prefix)
  })

  test('shares the limits between servers', async () => {
    await using stores = new DisposableStack()
    const store = () => ready(stores.use(openRedisLimits(url, pino({ level: 'silent' }), prefix)).store)
    await using one = await startLimited({ scale: SCALE, store: await store() })
    await using two = await startLimited({ scale: SCALE, store: await store() })
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        (i % 2 ? one : two).send(i % 3 ? wrongLogin(somebody()) : wrongLoginOverTrpc(somebody())),
      ),
    )
    expect([countOf(replies, 401), countOf(replies, 429)]).toEqual([10, 20])
    const last = await one.send(wrongLogin(somebody()))
    expect(last.headers.ratelimit).toMatch(/^"login";r=0;t=\d+$/)
  })
})

describe.runIf(hasRedisServer())('while Redis is away', () => {
  test('sign-in is refused with 503, reads go on, the log says so, and it comes back by itself', async () => {
    await using redis = await startRedis()
    const lines: { msg: string; choice?: string }[] = []
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
    using limits = openRedisLimits(redis.url, logger)
    await using server = await startLimited({ scale: 1, store: await ready(limits.store) })
    const user = await server.world.user()
    const { token } = await signedIn(server, user.email)
    const read = () => server.send({ url: '/api/v1/users/me', headers: { authorization: `Bearer ${token}` } })

    await redis.stop()
    const startedAt = performance.now()
    const refused = await server.send(wrongLogin())
    expect(performance.now() - startedAt).toBeLessThan(2000)
    expect(refused).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.any(String) },
      body: { code: 'DATABASE_UNAVAILABLE' },
    })
    expect((await server.send({ url: '/api/v1/users/reset-password', payload: { email: user.email } })).status).toBe(
      503,
    )
    expect((await read()).status).toBe(200)
    expect(server.world.events).toContainEqual(
      expect.objectContaining({ event: 'limits.unavailable', limit: 'login', choice: 'refused', store: 'redis' }),
    )
    await vi.waitFor(() => {
      expect(lines.filter(({ msg }) => msg === 'the limits store is away')).toEqual([
        expect.objectContaining({ level: 40, choice: expect.stringContaining('sign-in') }),
      ])
    })

    await redis.start()
    await vi.waitFor(async () => expect((await server.send(wrongLogin())).status).toBe(401), 5000)
    expect(lines.at(-1)?.msg).toBe('the limits store is back')
  })
})

test('while PostgreSQL cannot count, sign-in is refused with 503', async () => {
  const pool = { query: () => Promise.reject(new Error('Connection terminated unexpectedly')) }
  await using server = await startLimited({ scale: 1, store: { type: 'postgres', pool } })
  expect(await server.send(wrongLogin())).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  expect(await server.send(wrongLoginOverTrpc())).toMatchObject({
    status: 503,
    body: { error: { data: { reason: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 1 } } },
  })
})

async function signedIn(server: Awaited<ReturnType<typeof startLimited>>, email: string) {
  const session = await server.world.as({
    email,
    id: (await server.world.db.client.user.findUniqueOrThrow({ where: { email } })).id,
  })
  const token = await server.world.services.accessTokens.sign({
    userId: session.actor.user.id,
    sessionId: session.actor.sessionId,
  })
  return { token }
}

/** Waits for the connection of a store, which nothing else does. */
async function ready(store: LimitStore): Promise<LimitStore> {
  if (store.type === 'redis' && store.client instanceof Redis) {
    const { client } = store
    await vi.waitFor(() => expect(client.status).toBe('ready'), 5000)
  }
  return store
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis(url)
  const keys = await client.keys(`${prefix}*`)
  if (keys.length > 0) await client.del(keys)
  client.disconnect()
}
