import { hashSync } from 'bcryptjs'
import { afterAll, describe, expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { authenticateUser } from '../passwords/authenticate-user.ts'
import { createTestWorld, TEST_PASSWORD } from '../testing.ts'
import { deleteUser } from '../users/delete.ts'
import { saveUser } from '../users/store.ts'
import { updateUser } from '../users/update.ts'
import { getCurrentUser } from './current-user.ts'
import { login } from './login.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const admin = await world.as(await world.user({ role: 'admin' }))
const password = TEST_PASSWORD

/** A context that notes each statement and each check of a password, as far as they differ. */
function traced(): { ctx: Context; trace: string[] } {
  const trace: string[] = []
  const { hasher } = world.services
  const client = world.db.client.$extends({
    query: {
      $allOperations({ operation, model, args, query }) {
        trace.push(`${model ?? ''}.${operation}`)
        return query(args)
      },
    },
  })
  const ctx = world.context()
  return {
    trace,
    ctx: {
      ...ctx,
      db: client as unknown as Context['db'],
      hasher: {
        ...hasher,
        verify: (text, hash) => {
          trace.push('verify')
          return hasher.verify(text, hash)
        },
      },
      report: ({ event, reason }) => trace.push(`${event} ${reason}`),
    },
  }
}

describe('a sign-in', () => {
  test('gives a token pair and a session, and is recorded', async () => {
    const user = await world.user({ name: 'Ada' })
    world.advance(1)
    const request = { ipAddress: '198.51.100.7', userAgent: `Browser${'x'.repeat(600)}\ud83d` }
    const pair = await login(world.context(request), { email: user.email, password })
    const now = world.services.now()
    expect(pair).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^[\w-]{22,}$/),
      refreshExpiresIn: 7 * 24 * 3600,
      user: expect.objectContaining({ id: user.id, name: 'Ada', lastLoginAt: now.toISOString() }),
    })
    const [session] = await world.db.client.session.findMany({
      where: { userId: user.id },
      include: { refreshTokens: true },
    })
    expect(session).toMatchObject({ createdAt: now, lastUsedAt: now, revokedAt: null, ipAddress: '198.51.100.7' })
    expect(session?.userAgent).toHaveLength(512)
    expect(JSON.stringify(session)).not.toContain(pair.refreshToken)
    expect(await getCurrentUser(world.context(), pair.accessToken)).toMatchObject({ sessionId: session?.id })
    expect((await world.auditOf(user)).at(-1)).toMatchObject({
      action: 'session.created',
      changes: { sessionId: session?.id },
    })
    expect(world.events).toContainEqual({ event: 'session.created', userId: user.id, sessionId: session?.id })
  })

  test('does not disturb an edit: the version stays', async () => {
    const user = await world.user()
    await login(world.context(), { email: user.email, password })
    expect(await world.stored(user)).toMatchObject({ version: user.version, updatedAt: user.updatedAt })
  })
})

describe('a refused sign-in', () => {
  test('is the same for a wrong password, an unknown or malformed address and a deleted account, step by step', async () => {
    const [user, deleted] = [await world.user(), await world.user()]
    await deleteUser(admin, { userId: deleted.id })
    await saveUser(world.db.client, (await world.user({ email: 'no-password@example.com' })).id, { passwordHash: null })
    const attempts = [
      { email: user.email, password: 'wrong' },
      { email: user.email, password: '' },
      { email: 'nobody@example.com', password },
      { email: 'no address at all', password },
      { email: '', password },
      { email: deleted.email, password },
      { email: deleted.email, password: 'wrong' },
      { email: 'no-password@example.com', password },
    ]
    const outcomes = []
    for (const attempt of attempts) {
      const { ctx, trace } = traced()
      const error: unknown = await login(ctx, attempt).catch((caught: unknown) => caught)
      outcomes.push({ error: JSON.stringify(error), trace })
    }
    expect(outcomes[0]).toEqual({
      error: expect.stringContaining('INVALID_CREDENTIALS'),
      trace: expect.arrayContaining(['verify', 'session.refused INVALID_CREDENTIALS']),
    })
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
    expect(await world.db.client.session.count({ where: { userId: { in: [user.id, deleted.id] } } })).toBe(0)
  })

  test('tells a disabled account only to whoever has the right password, and is reported', async () => {
    const user = await world.user({ status: 'disabled' })
    await expect(login(world.context(), { email: user.email, password })).rejects.toMatchObject({
      code: 'ACCOUNT_DISABLED',
    })
    const guess = login(world.context(), { email: user.email, password: 'wrong' })
    await expect(guess).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' })
    expect(world.events).toContainEqual({ event: 'session.refused', reason: 'ACCOUNT_DISABLED', userId: user.id })
    expect(await world.stored(user)).toMatchObject({ lastLoginAt: null })
  })

  test('of an unconfirmed address, where the server asks for one, tells only whoever has the right password', async () => {
    const user = await world.user()
    const strict = { ...world.context(), settings: { ...world.services.settings, requireVerifiedEmail: true } }
    await expect(login(strict, { email: user.email, password })).rejects.toMatchObject({ code: 'EMAIL_NOT_VERIFIED' })
    const guess = login(strict, { email: user.email, password: 'wrong' })
    await expect(guess).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' })
    expect(world.events).toContainEqual({ event: 'session.refused', reason: 'EMAIL_NOT_VERIFIED', userId: user.id })

    await login(strict, { email: (await world.user({ verified: true })).email, password })
    await login(world.context(), { email: user.email, password })
  })
})

describe('a hash of another layout', () => {
  const imported = async () =>
    saveUser(world.db.client, (await world.user()).id, { passwordHash: hashSync(password, 4).replace('$2b$', '$2y$') })

  test('is replaced at a sign-in, once, and the sessions live on', async () => {
    const user = await imported()
    const first = await login(world.context(), { email: user.email, password })
    const { passwordHash } = await world.stored(user)
    expect(passwordHash).toMatch(/^\$bcrypt-sha256\$v=2,/)
    expect((await world.auditOf(user)).at(-1)).toMatchObject({ action: 'user.password_rehashed' })

    await login(world.context(), { email: user.email, password })
    expect((await world.stored(user)).passwordHash).toBe(passwordHash)
    expect(await getCurrentUser(world.context(), first.accessToken)).toBeDefined()
  })

  test('lets every one of many simultaneous sign-ins in', async () => {
    const user = await imported()
    const attempts = Array.from({ length: 10 }, () => login(world.context(), { email: user.email, password }))
    expect(await Promise.all(attempts)).toHaveLength(10)
    const actions = (await world.auditOf(user)).map((event) => event.action)
    expect(actions.filter((action) => action === 'user.password_rehashed')).toHaveLength(1)
  })
})

test.each([
  ['disabled', 'ACCOUNT_DISABLED', (userId: string) => updateUser(admin, { userId, status: 'disabled' })],
  ['deleted', 'INVALID_CREDENTIALS', (userId: string) => deleteUser(admin, { userId })],
  [
    'given another password',
    'INVALID_CREDENTIALS',
    (id: string) => saveUser(world.db.client, id, { passwordHash: hashSync('another', 4) }),
  ],
])('an account %s while its password is checked is refused', async (_, code, change) => {
  const user = await world.user()
  const { hasher } = world.services
  const verify: typeof hasher.verify = async (text, hash) => {
    const result = await hasher.verify(text, hash)
    if (hash === user.passwordHash) await change(user.id).catch(() => undefined)
    return result
  }
  const ctx = { ...world.context(), hasher: { ...hasher, verify } }
  await expect(login(ctx, { email: user.email, password })).rejects.toMatchObject({ code })
  expect(await world.db.client.session.count({ where: { userId: user.id } })).toBe(0)
})

test('`authenticateUser` gives the user for right credentials and nothing for others', async () => {
  const user = await world.user()
  expect(await authenticateUser(world.context(), user.email, password)).toEqual({ user, rehash: false })
  expect(await authenticateUser(world.context(), user.email, 'wrong')).toBeUndefined()
  expect(await authenticateUser(world.context(), 'nobody@example.com', password)).toBeUndefined()
})
