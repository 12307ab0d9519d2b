import { afterAll, describe, expect, test } from 'vitest'
import type { Context } from './context.ts'
import { runMaintenance } from './maintenance.ts'
import { requestPasswordReset } from './passwords/request-reset.ts'
import { login } from './sessions/login.ts'
import { refresh } from './sessions/refresh.ts'
import { createTestWorld, systemContext, TEST_PASSWORD } from './testing.ts'
import { deleteUser } from './users/delete.ts'
import { registerUser } from './users/register.ts'
import { saveUser } from './users/store.ts'

const DAY = 24 * 3600

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const admin = await world.as(await world.user({ role: 'admin' }))
const maintain = () => runMaintenance(systemContext(world.services))

describe('a user deleted longer ago than the retention time', () => {
  test('is anonymised: nothing personal stays, the id does, and the address is free', async () => {
    const user = await world.user({ email: 'forget-me@example.com', name: 'Forget Me', verified: true })
    await world.as(user)
    await requestPasswordReset(world.context(), { email: user.email })
    await world.mailsTo(user.email)
    await deleteUser(admin, { userId: user.id })
    world.advance(30 * DAY - 1)
    expect(await maintain()).toEqual({ anonymised: 0 })
    expect(await world.stored(user)).toMatchObject({ email: user.email, name: 'Forget Me' })

    world.advance(1)
    expect(await maintain()).toEqual({ anonymised: 1 })
    expect(await world.db.client.user.findUnique({ where: { id: user.id } })).toMatchObject({
      email: expect.stringMatching(/@anonymised\.invalid$/),
      name: null,
      passwordHash: null,
      emailVerifiedAt: null,
      lastLoginAt: null,
      anonymisedAt: world.services.now(),
    })
    expect(await world.db.client.session.count({ where: { userId: user.id } })).toBe(0)
    expect(await world.db.client.oneTimeToken.count({ where: { userId: user.id } })).toBe(0)
    expect((await world.auditOf(user)).at(-1)).toMatchObject({ action: 'user.anonymised', actorType: 'system' })
    await registerUser(world.context(), { email: user.email, password: TEST_PASSWORD })

    expect(await maintain()).toEqual({ anonymised: 0 })
  })

  test('is anonymised once, by however many servers', async () => {
    const users = [await world.user(), await world.user(), await world.user()]
    for (const user of users) await deleteUser(admin, { userId: user.id })
    world.advance(31 * DAY)
    const runs = await Promise.all([maintain(), maintain(), maintain()])
    expect(runs.reduce((sum, run) => sum + run.anonymised, 0)).toBe(3)
    for (const user of users) {
      const purges = (await world.auditOf(user)).filter((event) => event.action === 'user.anonymised')
      expect(purges).toHaveLength(1)
    }
  })

  test('is anonymised whatever addresses others have registered', async () => {
    const user = await world.user()
    const squatted = `deleted-${user.id}@anonymised.invalid`
    await registerUser(world.context(), { email: squatted, password: TEST_PASSWORD })
    await deleteUser(admin, { userId: user.id })
    world.advance(31 * DAY)
    expect(await maintain()).toEqual({ anonymised: 1 })
  })

  test.each([
    ['restored', { deletedAt: null }],
    ['restored and deleted anew', { deletedAt: new Date('2099-01-01') }],
  ])('is left alone when they are %s just before', async (_, changes) => {
    const user = await world.user()
    await deleteUser(admin, { userId: user.id })
    world.advance(31 * DAY)
    const client = world.db.client.$extends({
      query: {
        user: {
          async findMany({ args, query }) {
            const due = await query(args)
            await saveUser(world.db.client, user.id, changes)
            return due
          },
        },
      },
    })
    const ctx = systemContext(world.services, { db: client as unknown as Context['db'] })
    expect(await runMaintenance(ctx)).toEqual({ anonymised: 0 })
    expect(await world.stored(user)).toMatchObject({ email: user.email, ...changes })
  })
})

describe('what nobody can use any more', () => {
  test('is removed a day after it expired: sessions with their refresh tokens, and one-time tokens', async () => {
    const user = await world.user()
    const pair = await login(world.context(), { email: user.email, password: TEST_PASSWORD })
    const left = async () => ({
      sessions: await world.db.client.session.count({ where: { userId: user.id } }),
      refreshTokens: await world.db.client.refreshToken.count({ where: { session: { userId: user.id } } }),
      oneTimeTokens: await world.db.client.oneTimeToken.count({ where: { userId: user.id } }),
    })
    await maintain()
    expect(await left()).toEqual({ sessions: 1, refreshTokens: 1, oneTimeTokens: 1 })
    world.advance(2 * DAY)
    const next = await refresh(world.context(), pair)
    await maintain()
    expect(await left()).toEqual({ sessions: 1, refreshTokens: 2, oneTimeTokens: 1 })
    world.advance(1)
    await maintain()
    expect(await left()).toEqual({ sessions: 1, refreshTokens: 2, oneTimeTokens: 0 })
    world.advance(8 * DAY)
    await maintain()
    expect(await left()).toEqual({ sessions: 0, refreshTokens: 0, oneTimeTokens: 0 })
    await expect(refresh(world.context(), next)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_INVALID' })
  })

  test('is removed however much of it there is', async () => {
    const user = await world.user()
    const now = world.services.now()
    const old = new Date(now.getTime() - 60 * DAY * 1000)
    const times = { createdAt: old, lastUsedAt: old, idleExpiresAt: old, expiresAt: old }
    const id = (index: number) => `01936f4e-7a2b-7c31-9f0e-${index.toString(16).padStart(12, '0')}`
    await world.db.client.session.createMany({
      data: Array.from({ length: 1201 }, (_, index) => ({ id: id(index), userId: user.id, ...times })),
    })
    await maintain()
    expect(await world.db.client.session.count({ where: { userId: user.id } })).toBe(0)
  })

  test('failed sign-ins are forgotten after a month, counters a day after they ran out', async () => {
    const user = await world.user()
    await login(world.context(), { email: user.email, password: 'wrong' }).catch(() => undefined)
    const [throttles, now] = [await world.db.client.signInThrottle.count(), world.services.now().getTime()]
    expect(throttles).toBeGreaterThan(0)
    await world.db.client.rateLimit.createMany({
      data: [
        { key: 'old', points: 1, expire: now - DAY * 1000 - 1 },
        { key: 'recent', points: 1, expire: now - DAY * 1000 },
      ],
    })
    await maintain()
    expect(await world.db.client.signInThrottle.count()).toBe(throttles)
    const keys = (await world.db.client.rateLimit.findMany()).map((row) => row.key)
    expect(keys).toContain('recent')
    expect(keys).not.toContain('old')
    world.advance(30 * DAY + 1)
    await maintain()
    expect(await world.db.client.signInThrottle.count()).toBe(0)
  })
})
