import { DomainError } from '@roster/domain'
import { TEST_PASSWORD } from '@roster/domain/testing'
import { expect, test } from 'vitest'
import { createTestServer } from '../src/test-server.ts'

const login = { email: 'someone@example.com', password: TEST_PASSWORD }
/** The same call on both wires. */
const signIns = [
  { method: 'POST', url: '/api/v1/users/login', payload: login },
  { method: 'POST', url: '/trpc/users.login', payload: login },
] as const

test('a call that waits too long for the database is refused on both wires, and the log says why', async () => {
  await using server = await createTestServer({ wrap: (services) => ({ ...services, patienceMs: 30 }) })
  const held = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  // The embedded engine has one connection; on PostgreSQL the table is what everybody waits for.
  const holder = server.world.db.client.$transaction(async (db) => {
    await db.$executeRaw`LOCK TABLE rate_limits`
    held.resolve()
    await released.promise
  })
  await held.promise
  const [rest, trpc] = await Promise.all(signIns.map((request) => server.app.inject(request)))
  released.resolve()
  await holder

  expect([rest?.statusCode, rest?.headers['retry-after'], rest?.json()]).toMatchObject([
    503,
    '1',
    { code: 'DATABASE_UNAVAILABLE' },
  ])
  expect(trpc?.statusCode).toBe(503)
  expect(trpc?.json().error.data).toMatchObject({ reason: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 1 })
  expect(server.world.events).toContainEqual(
    expect.objectContaining({ event: 'database.unavailable', reason: 'no answer in time' }),
  )
})

test('a sign-in for which there is no time is refused before the database is asked', async () => {
  let asked = 0
  await using server = await createTestServer({
    wrap: (services) => ({
      ...services,
      hasher: {
        ...services.hasher,
        admit() {
          throw new DomainError('OVERLOADED', { retryAfterSeconds: 3 })
        },
      },
      limits: {
        ...services.limits,
        async consume() {
          asked += 1
          return { remaining: 1, resetSeconds: 1 }
        },
      },
    }),
  })
  const [rest, trpc] = await Promise.all(signIns.map((request) => server.app.inject(request)))
  expect([rest?.statusCode, rest?.headers['retry-after'], rest?.json().code]).toEqual([503, '3', 'OVERLOADED'])
  expect(trpc?.json().error.data).toMatchObject({ reason: 'OVERLOADED', retryAfterSeconds: 3 })
  expect(asked).toBe(0)
})

test('a sign-in that was answered gives its place free', async () => {
  let places = 0
  await using server = await createTestServer({
    wrap: (services) => ({
      ...services,
      hasher: {
        ...services.hasher,
        admit() {
          places += 1
          return { [Symbol.dispose]: () => (places -= 1) }
        },
      },
    }),
  })
  for (const request of signIns) expect((await server.app.inject(request)).statusCode).toBe(401)
  expect(places).toBe(0)
})
