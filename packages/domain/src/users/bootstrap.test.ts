import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { login } from '../sessions/login.ts'
import { createTestWorld, systemContext, TEST_PASSWORD } from '../testing.ts'
import { bootstrapAdmin, ensureBootstrapAdmin, issueBootstrapLink } from './bootstrap.ts'
import { verifyEmail } from './verify-email.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.db.truncate())

const input = { email: 'first@example.com', password: TEST_PASSWORD, name: 'First' }
const INVALID = { code: 'BOOTSTRAP_TOKEN_INVALID' }
const linkToken = async () => (await issueBootstrapLink(systemContext(world.services)))?.split('#token=')[1] ?? ''
const bootstrap = (token: string, changes: Partial<typeof input> = {}) =>
  bootstrapAdmin(world.context(), { ...input, ...changes, token })

describe('the one-time link', () => {
  test('makes the first administrator, whose address counts as confirmed, once', async () => {
    const token = await linkToken()
    const admin = await bootstrap(token)
    expect(admin).toMatchObject({
      email: input.email,
      name: 'First',
      role: 'admin',
      status: 'active',
      emailVerified: true,
    })
    await login(world.context(), { email: input.email, password: TEST_PASSWORD })
    expect((await world.auditOf(admin))[0]).toMatchObject({
      action: 'user.registered',
      changes: { role: [null, 'admin'] },
    })
    expect(world.events).toContainEqual({ event: 'user.first_admin_created', userId: admin.id })
    expect(await world.mailsTo(input.email)).toEqual([])

    await expect(bootstrap(token, { email: 'second@example.com' })).rejects.toMatchObject(INVALID)
    expect(await issueBootstrapLink(systemContext(world.services))).toBeUndefined()
  })

  test('works for a day, the newest alone, and for nothing else', async () => {
    const [replaced, newest] = [await linkToken(), await linkToken()]
    for (const token of [replaced, '', 'x']) await expect(bootstrap(token)).rejects.toMatchObject(INVALID)
    const verification = verifyEmail(world.context(), { token: newest })
    await expect(verification).rejects.toMatchObject({ code: 'VERIFICATION_TOKEN_INVALID' })
    world.advance(24 * 3600)
    await expect(bootstrap(newest)).rejects.toMatchObject(INVALID)
    expect(await world.db.client.user.count()).toBe(0)
  })

  test('is not used up by a refused password or a taken address', async () => {
    const token = await linkToken()
    const user = await world.user()
    await expect(bootstrap(token, { password: 'password1' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await expect(bootstrap(token, { email: user.email })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
    expect(await bootstrap(token)).toMatchObject({ role: 'admin' })
  })

  test('is worth nothing once there is an administrator by another way', async () => {
    const token = await linkToken()
    await world.user({ role: 'admin' })
    await expect(bootstrap(token)).rejects.toMatchObject(INVALID)
    expect(await world.db.client.user.count()).toBe(1)
  })

  test('issued many times at once leaves one that works', async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => linkToken()))
    expect(new Set(tokens).size).toBe(10)
    expect(await world.db.client.oneTimeToken.count({ where: { usedAt: null } })).toBe(1)
  })
})

test('the administrator that the configuration names is made if there is none, and once', async () => {
  const ensure = (changes: Partial<typeof input> = {}) =>
    ensureBootstrapAdmin(systemContext(world.services), { ...input, ...changes })
  const made = await Promise.all(
    [ensure(), ensure(), ensure({ email: 'other@example.com' })].map((work) => work.catch((error: unknown) => error)),
  )
  const users = made.filter((result) => result !== undefined && !(result instanceof Error))
  expect(users).toEqual([expect.objectContaining({ role: 'admin' })])
  expect(await world.db.client.user.count({ where: { role: 'admin' } })).toBe(1)
  expect(await ensure({ email: 'late@example.com' })).toBeUndefined()
  expect(await world.db.client.user.count()).toBe(1)
})
