import { afterAll, describe, expect, test } from 'vitest'
import type { UserContext } from '../context.ts'
import { confirmPasswordReset } from '../passwords/confirm-reset.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { getCurrentUser } from '../sessions/current-user.ts'
import { login } from '../sessions/login.ts'
import { refresh } from '../sessions/refresh.ts'
import { createTestWorld, TEST_PASSWORD, tokenIn } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { registerUser } from './register.ts'
import { resendVerification } from './resend-verification.ts'
import { saveUser } from './store.ts'
import { updateUser } from './update.ts'
import { verifyEmail } from './verify-email.ts'

const currentPassword = TEST_PASSWORD
const INVALID = { code: 'VERIFICATION_TOKEN_INVALID' }

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const admin = await world.as(await world.user({ role: 'admin' }))

const lastTokenTo = async (address: string) => tokenIn((await world.mailsTo(address)).at(-1))

/** Asks for another address and gives the token mailed to it. */
async function askFor(ctx: UserContext, email: string): Promise<string> {
  await updateUser(ctx, { userId: 'me', email, currentPassword })
  return lastTokenTo(email)
}

describe('the first confirmation of an address', () => {
  test('ends every session, refresh token, open reset and pending change that existed before', async () => {
    const user = await world.user()
    const { email } = user
    const token = await lastTokenTo(email)
    const stranger = await login(world.context(), { email, password: TEST_PASSWORD })
    const change = await askFor(await world.as(user), 'stranger-1@example.org')
    await requestPasswordReset(world.context(), { email })
    const reset = await lastTokenTo(email)

    await verifyEmail(world.context(), { token })

    expect((await world.stored(user)).emailVerifiedAt).toEqual(world.services.now())
    expect(await getCurrentUser(world.context(), stranger.accessToken)).toBeUndefined()
    await expect(refresh(world.context(), stranger)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_INVALID' })
    await expect(verifyEmail(world.context(), { token: change })).rejects.toMatchObject(INVALID)
    const resetting = confirmPasswordReset(world.context(), { token: reset, newPassword: 'a stranger’s pass phrase' })
    await expect(resetting).rejects.toMatchObject({ code: 'RESET_TOKEN_INVALID' })
    expect((await world.auditOf(user)).at(-1)).toMatchObject({ action: 'user.email_verified', actorType: 'anonymous' })
  })

  test('leaves the session that confirms, and ends none of another user', async () => {
    const user = await world.user()
    const { email } = user
    const stranger = await login(world.context(), { email, password: TEST_PASSWORD })
    const ctx = await world.as(user)
    await verifyEmail(ctx, { token: await lastTokenTo(email) })
    const living = await world.db.client.session.findMany({ where: { userId: user.id, revokedAt: null } })
    expect(living.map((session) => session.id)).toEqual([ctx.actor.sessionId])
    expect(await getCurrentUser(world.context(), stranger.accessToken)).toBeUndefined()

    const another = await world.user()
    await world.as(another)
    await verifyEmail(ctx, { token: await lastTokenTo(another.email) })
    expect(await world.db.client.session.count({ where: { userId: another.id, revokedAt: null } })).toBe(0)
    expect(await world.db.client.session.count({ where: { id: ctx.actor.sessionId, revokedAt: null } })).toBe(1)
  })
})

describe('a confirmation link', () => {
  test('works once, for its time, and for nothing else', async () => {
    const user = await world.user()
    const token = await lastTokenTo(user.email)
    const reset = confirmPasswordReset(world.context(), { token, newPassword: 'quite another pass phrase' })
    await expect(reset).rejects.toMatchObject({ code: 'RESET_TOKEN_INVALID' })
    await verifyEmail(world.context(), { token })
    for (const wrong of [token, 'x', '', '💥', `${token} `]) {
      await expect(verifyEmail(world.context(), { token: wrong })).rejects.toMatchObject(INVALID)
    }

    const late = await world.user()
    const lateToken = await lastTokenTo(late.email)
    world.advance(24 * 3600)
    await expect(verifyEmail(world.context(), { token: lateToken })).rejects.toMatchObject(INVALID)
    expect((await world.stored(late)).emailVerifiedAt).toBeNull()
  })

  test('is worth nothing once the account is deleted, in whatever way', async () => {
    const user = await world.user()
    await saveUser(world.db.client, user.id, { deletedAt: world.services.now() })
    await expect(verifyEmail(world.context(), { token: await lastTokenTo(user.email) })).rejects.toMatchObject(INVALID)
  })

  test('is kept as a hash alone', async () => {
    const user = await world.user()
    const token = await lastTokenTo(user.email)
    const [row] = await world.db.client.oneTimeToken.findMany({ where: { userId: user.id } })
    expect(Buffer.from(row?.hash ?? []).toString('base64url')).not.toBe(token)
    expect(JSON.stringify(row)).not.toContain(token)
  })

  test('sent again replaces the one before; a confirmed, unknown, disabled or deleted account gets none', async () => {
    const user = await world.user()
    const first = await lastTokenTo(user.email)
    await resendVerification(world.context(), { email: user.email })
    const second = await lastTokenTo(user.email)
    await expect(verifyEmail(world.context(), { token: first })).rejects.toMatchObject(INVALID)
    await verifyEmail(world.context(), { token: second })

    const [disabled, deleted] = [await world.user(), await world.user()]
    await updateUser(admin, { userId: disabled.id, status: 'disabled' })
    await deleteUser(admin, { userId: deleted.id })
    const addresses = [user.email, disabled.email, deleted.email, 'nobody@example.com', 'no address']
    const countMails = async () => Promise.all(addresses.map(async (address) => (await world.mailsTo(address)).length))
    const before = await countMails()
    for (const email of addresses) await resendVerification(world.context(), { email })
    expect(await countMails()).toEqual(before)
  })
})

describe('a change of address', () => {
  test('holds once the link mailed to the new one is confirmed; the old one is told and then free', async () => {
    const user = await world.user()
    const ctx = await world.as(user)
    const changed = await updateUser(ctx, { userId: 'me', email: 'new-1@example.org', currentPassword })
    expect(changed).toMatchObject({ email: user.email, emailVerified: false })
    expect((await world.mailsTo(user.email)).at(-1)?.text).toContain('new-1@example.org')
    await login(world.context(), { email: user.email, password: TEST_PASSWORD })
    const toldBefore = (await world.mailsTo(user.email)).length

    await verifyEmail(ctx, { token: await lastTokenTo('new-1@example.org') })

    expect(await world.stored(user)).toMatchObject({
      email: 'new-1@example.org',
      emailVerifiedAt: world.services.now(),
    })
    const notices = (await world.mailsTo(user.email)).slice(toldBefore)
    expect(notices).toMatchObject([{ subject: expect.stringContaining('was changed') }])
    expect(notices[0]?.text).toContain('new-1@example.org')
    await login(world.context(), { email: 'new-1@example.org', password: TEST_PASSWORD })
    const old = login(world.context(), { email: user.email, password: TEST_PASSWORD })
    await expect(old).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' })
    await registerUser(world.context(), { email: user.email, password: TEST_PASSWORD })
    const actions = (await world.auditOf(user)).map((event) => event.action)
    expect(actions).toEqual(expect.arrayContaining(['user.email_change_requested', 'user.email_changed']))
  })

  test('by an administrator needs the confirmation too', async () => {
    const user = await world.user()
    expect(await updateUser(admin, { userId: user.id, email: 'new-2@example.org' })).toMatchObject({
      email: user.email,
    })
    expect((await world.mailsTo(user.email)).at(-1)?.text).toContain('new-2@example.org')
    await verifyEmail(world.context(), { token: await lastTokenTo('new-2@example.org') })
    expect(await world.stored(user)).toMatchObject({ email: 'new-2@example.org' })
  })

  test('to a taken address is refused when asked, also that of a deleted account', async () => {
    const [user, other, deleted] = [await world.user(), await world.user(), await world.user()]
    await deleteUser(admin, { userId: deleted.id })
    const ctx = await world.as(user)
    for (const { email } of [other, deleted]) {
      const refused = updateUser(ctx, { userId: 'me', email, currentPassword })
      await expect(refused).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
    }
    await expect(updateUser(admin, { userId: user.id, email: other.email })).rejects.toMatchObject({
      code: 'EMAIL_TAKEN',
    })
    expect(await world.mailsTo(other.email)).toHaveLength(1)
  })

  test('to an address taken meanwhile is refused when confirmed, each time, and changes nothing', async () => {
    const user = await world.user()
    const token = await askFor(await world.as(user), 'wanted@example.org')
    await registerUser(world.context(), { email: 'wanted@example.org', password: TEST_PASSWORD })
    for (const _ of [1, 2]) {
      await expect(verifyEmail(world.context(), { token })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
    }
    expect(await world.stored(user)).toMatchObject({ email: user.email, emailVerifiedAt: null })
    expect(await world.db.client.session.count({ where: { userId: user.id, revokedAt: null } })).toBe(1)
  })

  test('is replaced by the next one, and taken back by naming the present address', async () => {
    const user = await world.user()
    const ctx = await world.as(user)
    const first = await askFor(ctx, 'typo@example.org')
    const second = await askFor(ctx, 'second@example.org')
    await expect(verifyEmail(world.context(), { token: first })).rejects.toMatchObject(INVALID)
    await updateUser(ctx, { userId: 'me', email: user.email, currentPassword })
    await expect(verifyEmail(world.context(), { token: second })).rejects.toMatchObject(INVALID)
    expect(await world.stored(user)).toMatchObject({ email: user.email })
  })

  test('is cancelled by a password reset, and by a deletion for good', async () => {
    const user = await world.user()
    const token = await askFor(await world.as(user), 'cancelled@example.org')
    await requestPasswordReset(world.context(), { email: user.email })
    await confirmPasswordReset(world.context(), {
      token: await lastTokenTo(user.email),
      newPassword: 'quite another pass phrase',
    })
    await expect(verifyEmail(world.context(), { token })).rejects.toMatchObject(INVALID)

    const deleted = await world.user()
    const lost = await askFor(await world.as(deleted), 'lost@example.org')
    await deleteUser(admin, { userId: deleted.id })
    await expect(verifyEmail(world.context(), { token: lost })).rejects.toMatchObject(INVALID)
  })

  test('is cancelled by a new password, unless both were asked for at once', async () => {
    const user = await world.user()
    const ctx = await world.as(user)
    const stranger = await askFor(ctx, 'stranger-2@example.org')
    const change = { userId: 'me', email: 'both@example.org', password: 'quite another pass phrase', currentPassword }
    await updateUser(ctx, { userId: 'me', password: change.password, currentPassword })
    await expect(verifyEmail(world.context(), { token: stranger })).rejects.toMatchObject(INVALID)

    const other = await world.user()
    await updateUser(await world.as(other), change)
    await verifyEmail(world.context(), { token: await lastTokenTo(change.email) })
    expect(await world.stored(other)).toMatchObject({ email: change.email })
  })

  test('asked for too often is refused, so that nobody is flooded with mails', async () => {
    const ctx = world.limited(await world.as(await world.user()))
    const ask = (email: string) => updateUser(ctx, { userId: 'me', email, currentPassword })
    for (let asked = 0; asked < 5; asked++) await ask('victim@example.org')
    await expect(ask('victim@example.org')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: expect.any(Number),
    })
    await expect(ask('another-victim@example.org')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(await world.mailsTo('victim@example.org')).toHaveLength(5)

    const other = world.limited(await world.as(await world.user()))
    const refused = updateUser(other, { userId: 'me', email: 'victim@example.org', currentPassword })
    await expect(refused).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })
})
