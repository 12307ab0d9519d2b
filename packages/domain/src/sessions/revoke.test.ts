import { randomUUIDv7 } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestWorld, TEST_PASSWORD } from '../testing.ts'
import { deleteUser } from '../users/delete.ts'
import { saveUser } from '../users/store.ts'
import { getCurrentUser } from './current-user.ts'
import { listSessions } from './list.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { refresh } from './refresh.ts'
import { revokeAllSessions, revokeSession } from './revoke.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const admin = await world.as(await world.user({ role: 'admin' }))

const livingOf = async (user: { id: string }) =>
  (await listSessions(admin, { userId: user.id })).items.map((session) => session.id)

describe('`getCurrentUser`', () => {
  test('gives the user and the session of an access token', async () => {
    const user = await world.user()
    const pair = await login(world.context(), { email: user.email, password: TEST_PASSWORD })
    const [sessionId] = await livingOf(user)
    expect(await getCurrentUser(world.context(), pair.accessToken)).toEqual({
      type: 'user',
      user: await world.stored(user),
      sessionId,
    })
  })

  test.each([{ status: 'disabled' }, { deletedAt: new Date() }] as const)(
    'gives nothing for a user who is %j',
    async (changes) => {
      const user = await world.user()
      const { accessToken } = await login(world.context(), { email: user.email, password: TEST_PASSWORD })
      await saveUser(world.db.client, user.id, changes)
      expect(await getCurrentUser(world.context(), accessToken)).toBeUndefined()
    },
  )

  test('gives nothing for a session that is over, gone, or of somebody else', async () => {
    const [user, other] = [await world.user(), await world.user()]
    const ctx = await world.as(user)
    const { accessTokens } = world.services
    const sign = (userId: string, sessionId: string) => accessTokens.sign({ userId, sessionId })
    const { sessionId } = ctx.actor
    expect(await getCurrentUser(ctx, await sign(user.id, sessionId))).toBeDefined()
    for (const token of [await sign(other.id, sessionId), await sign(user.id, randomUUIDv7()), 'x', '']) {
      expect(await getCurrentUser(ctx, token)).toBeUndefined()
    }
    world.advance(7 * 24 * 3600)
    expect(await getCurrentUser(ctx, await sign(user.id, sessionId))).toBeUndefined()
  })
})

describe('the list of sessions', () => {
  test('has the living ones, the last used first, and says which is this one; no token is in it', async () => {
    const user = await world.user()
    const phone = await login(world.context({ ipAddress: '2001:db8::1', userAgent: 'Phone' }), {
      email: user.email,
      password: TEST_PASSWORD,
    })
    world.advance(1)
    await logout(await world.as(user))
    const ctx = await world.as(user, { userAgent: null, ipAddress: null })
    world.advance(1)
    const { refreshToken } = await refresh(world.context(), phone)

    const list = await listSessions(ctx, { userId: 'me' })
    const now = world.services.now()
    const expiresAt = new Date(now.getTime() + 7 * 24 * 3600 * 1000).toISOString()
    expect(list.items).toEqual([
      {
        id: expect.any(String),
        createdAt: new Date(now.getTime() - 2000).toISOString(),
        lastUsedAt: now.toISOString(),
        expiresAt,
        ipAddress: '2001:db8::1',
        userAgent: 'Phone',
        current: false,
      },
      expect.objectContaining({ id: ctx.actor.sessionId, ipAddress: null, userAgent: null, current: true }),
    ])
    for (const token of [phone.refreshToken, refreshToken]) expect(JSON.stringify(list)).not.toContain(token)
    world.advance(7 * 24 * 3600)
    expect(await livingOf(user)).toEqual([])
  })

  test('is for the user and for administrators, who hear of unknown ids', async () => {
    const user = await world.user()
    const ctx = await world.as(await world.user())
    for (const userId of [user.id, randomUUIDv7()]) {
      await expect(listSessions(ctx, { userId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    await expect(listSessions(world.context(), { userId: user.id })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await expect(listSessions(admin, { userId: randomUUIDv7() })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    await deleteUser(admin, { userId: user.id })
    expect(await listSessions(admin, { userId: user.id })).toEqual({ items: [] })
  })
})

test('signing out ends this session and no other, and is recorded once', async () => {
  const user = await world.user()
  const [ctx, other] = [await world.as(user), await world.as(user)]
  for (const _ of [1, 2]) await logout(ctx)
  expect(await livingOf(user)).toEqual([other.actor.sessionId])
  const revocations = (await world.auditOf(user)).filter((event) => event.action === 'session.revoked')
  expect(revocations).toEqual([
    { action: 'session.revoked', actorType: 'user', actorId: user.id, changes: { sessionId: ctx.actor.sessionId } },
  ])
  await expect(logout(world.context())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

describe('ending one session', () => {
  test('ends that one alone, by its user or by an administrator, and is recorded', async () => {
    const user = await world.user()
    const [first, second, third] = [await world.as(user), await world.as(user), await world.as(user)]
    await revokeSession(first, { userId: 'me', sessionId: second.actor.sessionId })
    await revokeSession(admin, { userId: user.id, sessionId: third.actor.sessionId })
    expect(await livingOf(user)).toEqual([first.actor.sessionId])
    expect((await world.auditOf(user)).slice(-2)).toMatchObject([
      { action: 'session.revoked', actorId: user.id, changes: { sessionId: second.actor.sessionId } },
      { action: 'session.revoked', actorId: admin.actor.user.id, changes: { sessionId: third.actor.sessionId } },
    ])
  })

  test('finds neither an ended, an unknown nor a foreign session', async () => {
    const [user, other] = [await world.user(), await world.user()]
    const [ctx, foreign] = [await world.as(user), await world.as(other)]
    const ended = await world.as(user)
    await logout(ended)
    for (const sessionId of [ended.actor.sessionId, randomUUIDv7(), foreign.actor.sessionId]) {
      await expect(revokeSession(ctx, { userId: 'me', sessionId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(revokeSession(admin, { userId: user.id, sessionId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    const { sessionId } = foreign.actor
    await expect(revokeSession(ctx, { userId: other.id, sessionId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const unknown = revokeSession(admin, { userId: randomUUIDv7(), sessionId })
    await expect(unknown).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    expect(await livingOf(other)).toEqual([sessionId])
  })
})

describe('ending every session', () => {
  test("of one's own includes this one, and leaves other users alone", async () => {
    const [user, other] = [await world.user(), await world.user()]
    const [ctx] = [await world.as(user), await world.as(user), await world.as(other)]
    await revokeAllSessions(ctx, { userId: 'me' })
    expect(await livingOf(user)).toEqual([])
    expect(await livingOf(other)).toHaveLength(1)
    expect((await world.auditOf(user)).at(-1)).toMatchObject({ action: 'session.all_revoked', actorId: user.id })
  })

  test('of somebody else is for administrators, who hear of unknown ids', async () => {
    const user = await world.user()
    await world.as(user)
    const stranger = await world.as(await world.user())
    await expect(revokeAllSessions(stranger, { userId: user.id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(revokeAllSessions(admin, { userId: randomUUIDv7() })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    expect(await livingOf(user)).toHaveLength(1)
    await revokeAllSessions(admin, { userId: user.id })
    expect(await livingOf(user)).toEqual([])
  })
})
