import { afterAll, describe, expect, test } from 'vitest'
import { getCurrentUser } from '../sessions/current-user.ts'
import { login } from '../sessions/login.ts'
import { refresh } from '../sessions/refresh.ts'
import { createTestWorld, TEST_PASSWORD, tokenIn } from '../testing.ts'
import { deleteUser } from '../users/delete.ts'
import { saveUser } from '../users/store.ts'
import { updateUser } from '../users/update.ts'
import { verifyEmail } from '../users/verify-email.ts'
import { confirmPasswordReset } from './confirm-reset.ts'
import { requestPasswordReset } from './request-reset.ts'

const newPassword = 'quite another pass phrase'
const INVALID = { code: 'RESET_TOKEN_INVALID' }

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const admin = await world.as(await world.user({ role: 'admin' }))

const lastTokenTo = async (address: string) => tokenIn((await world.mailsTo(address)).at(-1))
const confirm = (token: string, password = newPassword) =>
  confirmPasswordReset(world.context(), { token, newPassword: password })

async function askFor(user: { email: string }): Promise<string> {
  await requestPasswordReset(world.context(), { email: user.email })
  return lastTokenTo(user.email)
}

describe('a request for a reset', () => {
  test('mails a link to the stored address, of the public URL, for half an hour', async () => {
    const user = await world.user()
    const token = await askFor(user)
    const mail = (await world.mailsTo(user.email)).at(-1)
    expect(mail).toMatchObject({
      to: user.email,
      text: expect.stringContaining(`http://roster.test/reset-password#token=${token}`),
    })
    const [row] = await world.db.client.oneTimeToken.findMany({ where: { userId: user.id, purpose: 'reset_password' } })
    expect(row).toMatchObject({ email: user.email, expiresAt: new Date(world.services.now().getTime() + 1800_000) })
    expect(JSON.stringify(row)).not.toContain(token)
    expect((await world.auditOf(user)).at(-1)).toMatchObject({
      action: 'user.password_reset_requested',
      actorType: 'anonymous',
    })
  })

  test('of a signed-in caller means their own account when it names no address', async () => {
    const user = await world.user()
    await requestPasswordReset(await world.as(user), {})
    await confirm(await lastTokenTo(user.email))
    await expect(requestPasswordReset(world.context(), {})).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: ['email'], code: 'required' }],
    })
  })

  test('leaves the sessions and the password as they are', async () => {
    const user = await world.user()
    const pair = await login(world.context(), { email: user.email, password: TEST_PASSWORD })
    await askFor(user)
    expect(await getCurrentUser(world.context(), pair.accessToken)).toBeDefined()
    await login(world.context(), { email: user.email, password: TEST_PASSWORD })
  })
})

describe('a confirmed reset', () => {
  test('sets the password, ends every session, refresh token and pending change, and is mailed and recorded', async () => {
    const user = await world.user()
    const { email } = user
    const pair = await login(world.context(), { email, password: TEST_PASSWORD })
    const ctx = await world.as(user)
    await updateUser(ctx, { userId: 'me', email: 'pending@example.org', currentPassword: TEST_PASSWORD })
    const change = await lastTokenTo('pending@example.org')
    const token = await askFor(user)

    await confirm(token)

    expect(await world.db.client.session.count({ where: { userId: user.id, revokedAt: null } })).toBe(0)
    expect(await world.db.client.oneTimeToken.count({ where: { userId: user.id, usedAt: null } })).toBe(0)
    expect(await getCurrentUser(world.context(), pair.accessToken)).toBeUndefined()
    await expect(refresh(world.context(), pair)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_INVALID' })
    await expect(verifyEmail(world.context(), { token: change })).rejects.toMatchObject({
      code: 'VERIFICATION_TOKEN_INVALID',
    })
    const old = login(world.context(), { email, password: TEST_PASSWORD })
    await expect(old).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' })
    await login(world.context(), { email, password: newPassword })
    const mails = await world.mailsTo(email)
    expect(mails.at(-1)?.text).not.toContain('#token=')
    expect(mails.at(-1)?.subject).toMatch(/password/i)
    expect(await world.auditOf(user)).toContainEqual({
      action: 'user.password_reset',
      actorType: 'anonymous',
      actorId: null,
      changes: {},
    })
    expect(world.events).toContainEqual({ event: 'user.password_reset', userId: user.id })
  })

  test('confirms the address, for only the owner of the mailbox has the link, and records that once', async () => {
    const user = await world.user()
    await confirm(await askFor(user))
    const { emailVerifiedAt } = await world.stored(user)
    expect(emailVerifiedAt).toEqual(world.services.now())
    world.advance(60)
    await confirm(await askFor(user))
    expect((await world.stored(user)).emailVerifiedAt).toEqual(emailVerifiedAt)
    const verified = (await world.auditOf(user)).filter((event) => event.action === 'user.email_verified')
    expect(verified).toHaveLength(1)
  })

  test('clears the failed sign-ins of the account', async () => {
    const user = await world.user()
    const stranger = world.limited(world.context({ ipAddress: '203.0.113.9' }))
    const guess = () =>
      login(stranger, { email: user.email, password: 'wrong' }).catch((error: { code: string }) => error.code)
    while ((await guess()) !== 'RATE_LIMITED');
    await confirm(await askFor(user))
    await login(stranger, { email: user.email, password: newPassword })
  })
})

describe('a reset token', () => {
  test('works once', async () => {
    const user = await world.user()
    const token = await askFor(user)
    await confirm(token)
    await expect(confirm(token, 'a third pass phrase')).rejects.toMatchObject(INVALID)
    await login(world.context(), { email: user.email, password: newPassword })
  })

  test.each([
    ['x', 'password_too_short'],
    ['my roster password', 'password_contains_product_name'],
    ['password1', 'password_common'],
    ['their own address', 'password_is_email'],
  ])('is not used up by the refused password %j', async (given, code) => {
    const user = await world.user()
    const password = given === 'their own address' ? user.email.toUpperCase() : given
    const token = await askFor(user)
    await expect(confirm(token, password)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: ['newPassword'], code }],
    })
    await confirm(token)
  })

  test('that is wrong, late, replaced by a newer one or meant for something else is refused alike', async () => {
    const user = await world.user()
    const verification = await lastTokenTo(user.email)
    const replaced = await askFor(user)
    const newest = await askFor(user)
    for (const token of ['', 'x', '💥', replaced, verification, `${newest}x`]) {
      await expect(confirm(token)).rejects.toMatchObject(INVALID)
    }
    world.advance(1800)
    await expect(confirm(newest)).rejects.toMatchObject(INVALID)
    await verifyEmail(world.context(), { token: verification })
  })

  test.each([
    ['deleted', (userId: string) => deleteUser(admin, { userId })],
    ['disabled', (userId: string) => updateUser(admin, { userId, status: 'disabled' })],
    ['at another address', (id: string) => saveUser(world.db.client, id, { email: `moved-${id}@example.org` })],
  ])('of a user who is %s by now is refused and changes nothing', async (_, change) => {
    const user = await world.user()
    const token = await askFor(user)
    await change(user.id)
    await expect(confirm(token)).rejects.toMatchObject(INVALID)
    expect((await world.stored(user)).passwordHash).toBe(user.passwordHash)
  })
})
