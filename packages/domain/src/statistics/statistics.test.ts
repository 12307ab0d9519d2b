import { Statistics, StatisticsQuery } from '@roster/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UserContext } from '../context.ts'
import { runMaintenance } from '../maintenance.ts'
import { login } from '../sessions/login.ts'
import { logout } from '../sessions/logout.ts'
import { createTestWorld, systemContext, TEST_PASSWORD, type TestWorld } from '../testing.ts'
import { deleteUser } from '../users/delete.ts'
import { restoreUser } from '../users/restore.ts'
import { readStatistics } from './read.ts'

const DAY = 24 * 3600

let world: TestWorld
let admin: UserContext
beforeAll(async () => {
  world = await createTestWorld()
  admin = await world.as(await world.user({ role: 'admin' }))
})
afterAll(() => world?.[Symbol.asyncDispose]())

const read = async (query: Partial<StatisticsQuery> = {}) =>
  Statistics.parse(await readStatistics(admin, StatisticsQuery.parse(query)))

/** The newest bucket. */
const today = async (query: Partial<StatisticsQuery> = {}) => (await read(query)).series.at(-1)

const fail = (email: string) =>
  login(world.context(), { email, password: 'not this one' }).catch((error: { code: string }) => error.code)

test('counts users by what they are, and the sessions that live', async () => {
  const before = await read()
  await world.user()
  await world.user({ status: 'disabled' })
  await world.user({ role: 'admin' })
  const deleted = await world.user()
  const leaving = await world.as(await world.user())
  await world.as(await world.user())
  await deleteUser(admin, { userId: deleted.id })
  await logout(leaving)
  const { users, activeSessions } = await read()
  expect(users).toEqual({
    total: before.users.total + 5,
    active: before.users.active + 4,
    disabled: before.users.disabled + 1,
    deleted: before.users.deleted + 1,
    admins: before.users.admins + 1,
  })
  expect(activeSessions).toBe(before.activeSessions + 1)
  world.advance(world.services.settings.refreshIdleTtlSeconds)
  expect((await read()).activeSessions).toBe(0)
})

test('says day by day how many registered and how many there were', async () => {
  const { users } = await read()
  world.advance(DAY)
  const gone = await world.user()
  await world.user()
  world.advance(DAY)
  await deleteUser(admin, { userId: gone.id })
  const back = await world.user()
  await deleteUser(admin, { userId: back.id })
  await restoreUser(admin, { userId: back.id })
  world.advance(DAY)
  const { series } = await read()
  expect(series).toHaveLength(30)
  expect(series.slice(-4).map(({ registrations, users: there }) => [registrations, there - users.total])).toEqual([
    [expect.any(Number), 0],
    [2, 2],
    [1, 2],
    [0, 2],
  ])
})

test('knows how many sessions there were when they were counted, which several servers do once', async () => {
  world.advance(DAY)
  const maintain = () => runMaintenance(systemContext(world.services))
  await world.as(await world.user())
  await world.as(await world.user())
  await Promise.all([maintain(), maintain(), maintain()])
  world.advance(DAY)
  const living = (await read()).activeSessions
  await maintain()
  await world.as(await world.user())
  await maintain()
  world.advance(15 * 60)
  await maintain()
  world.advance(DAY)
  const counted = (await read()).series.slice(-4).map(({ activeSessions }) => activeSessions)
  expect(counted).toEqual([null, living, living + 1, null])
})

test('counts sign-ins and refusals when they happened, unknown addresses and refused guesses too', async () => {
  world.advance(DAY)
  const user = await world.user()
  const disabled = await world.user({ status: 'disabled' })
  await login(world.context(), { email: user.email, password: TEST_PASSWORD })
  expect(await fail(user.email)).toBe('INVALID_CREDENTIALS')
  expect(await fail('nobody-at-all@example.com')).toBe('INVALID_CREDENTIALS')
  await expect(login(world.context(), { email: disabled.email, password: TEST_PASSWORD })).rejects.toThrow()
  expect(await today()).toMatchObject({ signIns: 1, failedSignIns: 3 })

  const limited = world.limited(world.context())
  const codes: unknown[] = []
  for (let guess = 0; guess < 12; guess++) {
    codes.push(await login(limited, { email: 'guessed@example.com', password: 'x' }).catch((error) => error.code))
  }
  expect(codes).toContain('RATE_LIMITED')
  expect(await today()).toMatchObject({ signIns: 1, failedSignIns: 15 })

  world.advance(DAY)
  expect((await read()).series.slice(-2)).toMatchObject([
    { signIns: 1, failedSignIns: 15 },
    { signIns: 0, failedSignIns: 0 },
  ])
})

test('days begin at midnight in the zone that is asked for', async () => {
  const midnight = Math.ceil(world.services.now().getTime() / (DAY * 1000)) * DAY * 1000
  // 00:20 in Kathmandu, 18:35 the day before in Greenwich.
  world.advance((midnight - world.services.now().getTime()) / 1000 + (18 * 60 + 35) * 60)
  await world.as(await world.user())
  const [before, after] = (await read({ timeZone: 'Asia/Kathmandu' })).series.slice(-2)
  expect(after).toMatchObject({
    start: new Date(midnight + 18.25 * 3_600_000).toISOString(),
    signIns: 1,
    registrations: 1,
  })
  expect(before).toMatchObject({ signIns: 0, registrations: 0 })
  expect(await today({ timeZone: 'UTC' })).toMatchObject({ start: new Date(midnight).toISOString(), signIns: 1 })
})

test('adds up what several servers counted at once, each of them again and again', async () => {
  world.advance(DAY)
  const user = await world.user()
  const servers = [world.services, await world.server(), await world.server()]
  await Promise.all(
    servers.flatMap((services) =>
      Array.from({ length: 7 }, async () => {
        await login({ ...world.context(), ...services }, { email: user.email, password: TEST_PASSWORD })
        await services.activity.flush()
      }),
    ),
  )
  expect(await today()).toMatchObject({ signIns: 21 })
})

test('keeps what it could not write, and writes it once when the database is back', async () => {
  world.advance(DAY)
  const server = await world.server()
  const user = await world.user()
  await login({ ...world.context(), ...server }, { email: user.email, password: TEST_PASSWORD })
  await world.db.pool.query('ALTER TABLE activity_counts RENAME TO away')
  await expect(server.activity.flush()).rejects.toThrow()
  await world.db.pool.query('ALTER TABLE away RENAME TO activity_counts')
  await server.activity.flush()
  await server.activity.flush()
  expect(await today()).toMatchObject({ signIns: 1 })
})

test('what was counted is written when a server stops', async () => {
  world.advance(DAY)
  const server = await world.server()
  await login({ ...world.context(), ...server }, { email: (await world.user()).email, password: TEST_PASSWORD })
  await server[Symbol.asyncDispose]()
  expect(await today()).toMatchObject({ signIns: 1 })
})

test.each([
  ['lies after the end', { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'after_end'],
  ['lies 401 days before the end', { from: '2025-01-01T00:00:00Z', to: '2026-02-05T00:00:00Z' }, 'too_many_buckets'],
])('a start that %s is refused', async (_, query, code) => {
  await expect(read(query)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: ['from'], code }] })
})

test('400 buckets are given', async () => {
  expect((await read({ from: '2025-01-01T00:00:00Z', to: '2026-02-04T23:59:59Z' })).series).toHaveLength(400)
})

test.each(['Mars/Olympus', '+05:37', 'UTC; DROP TABLE users', ''])('"%s" is no time zone', (timeZone) => {
  expect(StatisticsQuery.safeParse({ timeZone }).success).toBe(false)
})

test('is for administrators', async () => {
  const query = StatisticsQuery.parse({})
  await expect(readStatistics(world.context(), query)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  const user = await world.as(await world.user())
  await expect(readStatistics(user, query)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
