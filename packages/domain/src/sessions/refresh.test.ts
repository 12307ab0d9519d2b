import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestWorld, TEST_PASSWORD } from '../testing.ts'
import { saveUser } from '../users/store.ts'
import type { UserInDB } from '../users/user.ts'
import { getCurrentUser } from './current-user.ts'
import { login } from './login.ts'
import { refresh } from './refresh.ts'

const DAY = 24 * 3600
const INVALID = { code: 'REFRESH_TOKEN_INVALID' }

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

let user: UserInDB
beforeEach(async () => {
  user = await world.user()
})
const signIn = () => login(world.context(), { email: user.email, password: TEST_PASSWORD })
const trade = (pair: { refreshToken: string }) => refresh(world.context(), { refreshToken: pair.refreshToken })
const session = () =>
  world.db.client.session.findFirst({ where: { userId: user.id }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })

describe('a refresh', () => {
  test('trades the token for the next pair of the same session', async () => {
    const first = await signIn()
    world.advance(3600)
    const second = await trade(first)
    expect(second).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshExpiresIn: 7 * DAY,
      user: { id: user.id },
    })
    expect(second.refreshToken).not.toBe(first.refreshToken)
    const [before, after] = [first, second].map((pair) => getCurrentUser(world.context(), pair.accessToken))
    expect(await before).toBeUndefined() // an hour old
    expect(await after).toMatchObject({ sessionId: (await session())?.id })
    expect(await session()).toMatchObject({ lastUsedAt: world.services.now() })
    const rows = await world.db.client.refreshToken.findMany({ where: { session: { userId: user.id } } })
    expect(rows).toHaveLength(2)
    for (const pair of [first, second]) expect(JSON.stringify(rows)).not.toContain(pair.refreshToken)
  })

  test('shows the user as they are now', async () => {
    const pair = await signIn()
    await saveUser(world.db.client, user.id, { name: 'Renamed', role: 'admin' })
    expect((await trade(pair)).user).toMatchObject({ name: 'Renamed', role: 'admin' })
  })

  test.each(['', 'x', '💥', 'a'.repeat(200)])('of the unknown token %j is refused', async (refreshToken) => {
    await expect(trade({ refreshToken })).rejects.toMatchObject(INVALID)
  })

  test('with an access token is refused', async () => {
    await expect(trade({ refreshToken: (await signIn()).accessToken })).rejects.toMatchObject(INVALID)
  })

  test.each([{ status: 'disabled' }, { deletedAt: new Date() }] as const)(
    'of a user who is %j is refused',
    async (changes) => {
      const pair = await signIn()
      await saveUser(world.db.client, user.id, changes)
      await expect(trade(pair)).rejects.toMatchObject(INVALID)
    },
  )
})

describe('a session', () => {
  test('ends when it is not refreshed for the idle time', async () => {
    const [first, second] = [await signIn(), await signIn()]
    world.advance(7 * DAY - 1)
    const renewed = await trade(first)
    world.advance(1)
    await expect(trade(second)).rejects.toMatchObject(INVALID)
    world.advance(6 * DAY)
    await trade(renewed)
  })

  test('ends after the absolute time, however often it is refreshed', async () => {
    let pair = await signIn()
    for (let day = 5; day < 30; day += 5) {
      world.advance(5 * DAY)
      pair = await trade(pair)
      expect(pair.refreshExpiresIn).toBe(Math.min(7, 30 - day) * DAY)
    }
    world.advance(5 * DAY)
    await expect(trade(pair)).rejects.toMatchObject(INVALID)
  })
})

test('a session never outlives the absolute time, even if the idle time is longer', async () => {
  const settings = { ...world.services.settings, refreshAbsoluteTtlSeconds: 60 }
  const pair = await login({ ...world.context(), settings }, { email: user.email, password: TEST_PASSWORD })
  expect(pair.refreshExpiresIn).toBe(60)
  world.advance(60)
  await expect(trade(pair)).rejects.toMatchObject(INVALID)
})

describe('a spent token', () => {
  test('gets the same successor again within the grace time, as long as that is unused', async () => {
    const first = await signIn()
    const second = await trade(first)
    world.advance(10)
    expect((await trade(first)).refreshToken).toBe(second.refreshToken)
    expect((await trade(first)).refreshToken).toBe(second.refreshToken)
    await trade(second)
    expect(await session()).toMatchObject({ revokedAt: null })
  })

  test('after the grace time ends the whole session, for the thief and for the owner', async () => {
    const first = await signIn()
    const elsewhere = await signIn()
    const second = await trade(first)
    world.advance(11)
    await expect(trade(first)).rejects.toMatchObject(INVALID)

    const { id } = (await session()) ?? {}
    await expect(trade(second)).rejects.toMatchObject(INVALID)
    expect(await getCurrentUser(world.context(), second.accessToken)).toBeUndefined()
    expect(await session()).toMatchObject({ revokedAt: world.services.now() })
    await trade(elsewhere)
    expect((await world.auditOf(user)).at(-1)).toMatchObject({
      action: 'session.refresh_reused',
      changes: { sessionId: id },
    })
    expect(world.events).toContainEqual({ event: 'session.refresh_reused', userId: user.id, sessionId: id })

    await expect(trade(first)).rejects.toMatchObject(INVALID)
    const reuses = (await world.auditOf(user)).filter((event) => event.action === 'session.refresh_reused')
    expect(reuses).toHaveLength(1)
  })

  test('that is no direct predecessor ends the session within the grace time too', async () => {
    const first = await signIn()
    const second = await trade(first)
    await trade(second)
    world.advance(1)
    await expect(trade(first)).rejects.toMatchObject(INVALID)
    expect(await session()).toMatchObject({ revokedAt: world.services.now() })
  })

  test('of a session that was ended gets nothing within the grace time', async () => {
    const first = await signIn()
    await trade(first)
    await world.db.client.session.updateMany({ where: { userId: user.id }, data: { revokedAt: world.services.now() } })
    await expect(trade(first)).rejects.toMatchObject(INVALID)
  })
})

describe('a retry key', () => {
  const HOUR = 3600
  const key = 'k'.repeat(22)
  const tradeWith = (pair: { refreshToken: string }, retryKey?: string) =>
    refresh(world.context(), { refreshToken: pair.refreshToken, ...(retryKey && { retryKey }) })

  test('gets the lost answer to a refresh again, for a day', async () => {
    const first = await signIn()
    const second = await tradeWith(first, key)
    world.advance(12 * HOUR)
    expect((await tradeWith(first, key)).refreshToken).toBe(second.refreshToken)
    world.advance(12 * HOUR)
    const again = await tradeWith(first, key)
    expect(again.refreshToken).toBe(second.refreshToken)
    expect(await getCurrentUser(world.context(), again.accessToken)).toMatchObject({ user: { id: user.id } })
    expect(await session()).toMatchObject({ revokedAt: null, lastUsedAt: world.services.now() })
    expect((await world.auditOf(user)).map(({ action }) => action)).not.toContain('session.refresh_reused')
    await trade(second)
  })

  test.each<[string, number, string | undefined, string | undefined]>([
    ['after a day', 24 * HOUR + 1, key, key],
    ['that is another one', 11, key, 'l'.repeat(22)],
    ['that is missing', 11, key, undefined],
    ['that the token was not spent with', 11, undefined, key],
  ])('%s is of no use: the session ends', async (_, seconds, first, second) => {
    const pair = await signIn()
    const successor = await tradeWith(pair, first)
    world.advance(seconds)
    await expect(tradeWith(pair, second)).rejects.toMatchObject(INVALID)
    await expect(tradeWith(successor)).rejects.toMatchObject(INVALID)
    expect((await world.auditOf(user)).at(-1)).toMatchObject({ action: 'session.refresh_reused' })
  })

  test('is of no use once the successor was used: the session ends', async () => {
    const pair = await signIn()
    await tradeWith(await tradeWith(pair, key), 'l'.repeat(22))
    world.advance(11)
    await expect(tradeWith(pair, key)).rejects.toMatchObject(INVALID)
    expect(await session()).toMatchObject({ revokedAt: world.services.now() })
  })

  test('is of no use for a session that was ended, and kept as a hash alone', async () => {
    const pair = await signIn()
    await tradeWith(pair, key)
    const rows = await world.db.client.refreshToken.findMany({ where: { session: { userId: user.id } } })
    expect(JSON.stringify(rows)).not.toContain(key)
    expect(rows.filter(({ retryKeyHash }) => retryKeyHash !== null)).toHaveLength(1)
    await world.db.client.session.updateMany({ where: { userId: user.id }, data: { revokedAt: world.services.now() } })
    await expect(tradeWith(pair, key)).rejects.toMatchObject(INVALID)
  })
})
