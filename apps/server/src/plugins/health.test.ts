import { expect, test } from 'vitest'
import { type HealthChecks, serveHealth } from './health.ts'
import { createTestApp } from './test-app.ts'

function createApp(checks: Partial<HealthChecks>) {
  const test = createTestApp()
  serveHealth(test.app, { ping: async () => undefined, isMigrated: async () => true, ...checks })
  return test
}

test('a server whose database answers is ready', async () => {
  await using test = createApp({})
  const reply = await test.app.inject('/health/ready')
  expect([reply.statusCode, reply.json(), reply.headers['cache-control']]).toEqual([
    200,
    { status: 'ready' },
    'no-store',
  ])
})

test('live does not ask the database', async () => {
  await using test = createApp({ ping: () => Promise.reject(new Error('asked')) })
  const reply = await test.app.inject('/health/live')
  expect([reply.statusCode, reply.json()]).toEqual([200, { status: 'ok' }])
})

test.each([
  ['does not answer', { ping: () => Promise.reject(new Error('connect ECONNREFUSED db.internal:5432')) }],
  ['is not migrated', { isMigrated: async () => false }],
])('a server whose database %s is not ready, and says when to ask again', async (_, checks) => {
  await using test = createApp(checks)
  const reply = await test.app.inject('/health/ready')
  expect(reply.statusCode).toBe(503)
  expect(reply.headers['retry-after']).toBe('1')
  expect(reply.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect(reply.body).not.toContain('db.internal')
})

test('it is ready again by itself', async () => {
  let isAway = true
  await using test = createApp({
    ping: async () => {
      if (isAway) throw new Error('away')
    },
  })
  expect((await test.app.inject('/health/ready')).statusCode).toBe(503)
  isAway = false
  expect((await test.app.inject('/health/ready')).statusCode).toBe(200)
})

test('many who ask at once cost one question with a limit of a second', async () => {
  const asked: number[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  await using test = createApp({
    ping: (timeoutMs) => {
      asked.push(timeoutMs)
      return promise
    },
  })
  const replies = Promise.all(Array.from({ length: 20 }, () => test.app.inject('/health/ready')))
  await test.app.inject('/health/live')
  resolve()
  expect(new Set((await replies).map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
  expect(asked).toEqual([1000])
})
