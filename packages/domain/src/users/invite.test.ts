import { afterAll, describe, expect, test } from 'vitest'
import { createApiKey } from '../api-keys/create.ts'
import type { Context } from '../context.ts'
import { confirmPasswordReset } from '../passwords/confirm-reset.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { login } from '../sessions/login.ts'
import { createTestWorld, systemContext, tokenIn } from '../testing.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { deleteUser } from './delete.ts'
import { inviteUser } from './invite.ts'
import { resendInvitation } from './resend-invitation.ts'
import { resendVerification } from './resend-verification.ts'
import { updateUser } from './update.ts'
import { verifyEmail } from './verify-email.ts'

const newPassword = 'quite another pass phrase'
const DAY_SECONDS = 24 * 3600
const INVALID = { code: 'INVITATION_TOKEN_INVALID' }

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const admin = await world.as(await world.user({ role: 'admin' }))
const system = systemContext(world.services)

let guests = 0
const newGuest = (changes: object = {}) =>
  inviteUser(admin, { email: `guest-${++guests}@example.com`, role: 'user', ...changes })
const lastTokenTo = async (email: string) => tokenIn((await world.mailsTo(email)).at(-1))
const accept = (token: string, changes: object = {}) =>
  acceptInvitation(world.context(), { token, newPassword, ...changes })
const signIn = (email: string, password = newPassword) => login(world.context(), { email, password })
const actionsOf = async (user: { id: string }) => (await world.auditOf(user)).map(({ action }) => action)

describe('an invitation', () => {
  test('makes an account that nobody can sign in to, and mails a link for a week', async () => {
    const user = await newGuest({ name: 'Ada' })
    expect(user).toMatchObject({ name: 'Ada', role: 'user', status: 'active', emailVerified: false, lastLoginAt: null })
    const [mail] = await world.mailsTo(user.email)
    expect(mail?.subject).toBe('You are invited to Roster')
    const link = `http://roster.test/accept-invitation#token=${tokenIn(mail)}`
    expect(mail?.text).toContain(link)
    expect(mail?.html).toContain(link)
    expect(mail?.text).toContain('7 days')
    for (const password of ['', 'null', newPassword]) {
      await expect(signIn(user.email, password)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' })
    }
    expect((await world.stored(user)).passwordHash).toBeNull()
    expect(await world.auditOf(user)).toMatchObject([{ action: 'user.invited', actorId: admin.actor.user.id }])
  })

  test('to an address that has an account is refused, and mails nothing', async () => {
    const user = await world.user()
    const before = (await world.mailsTo(user.email)).length
    await expect(newGuest({ email: user.email })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
    const guest = await newGuest()
    await expect(newGuest({ email: guest.email })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
    expect(await world.mailsTo(user.email)).toHaveLength(before)
    expect(await world.mailsTo(guest.email)).toHaveLength(1)
  })

  test('takes an administrator, in person when it makes another one', async () => {
    await expect(inviteUser(world.context(), { email: 'x@example.com', role: 'user' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
    const nobody = await world.as(await world.user())
    await expect(inviteUser(nobody, { email: 'x@example.com', role: 'user' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const expiresAt = new Date(world.services.now().getTime() + 3600_000).toISOString()
    const key = await createApiKey(admin, { name: 'x', scopes: ['users:write'], ipRanges: [], expiresAt })
    const actor = { type: 'api_key', id: key.id, scopes: key.scopes, createdById: key.createdBy } as const
    const program: Context = { ...world.context(), actor }
    await expect(inviteUser(program, { email: 'x@example.com', role: 'admin' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await inviteUser(program, { email: 'x@example.com', role: 'user' })).toMatchObject({ role: 'user' })
    expect(await newGuest({ role: 'admin' })).toMatchObject({ role: 'admin' })
  })

  test('of an administrator does not let the last one go who can sign in', async () => {
    await using lonely = await createTestWorld()
    const only = await lonely.as(await lonely.user({ role: 'admin' }))
    const { id } = await inviteUser(only, { email: 'second@example.com', role: 'admin' })
    await expect(updateUser(only, { userId: 'me', role: 'user' })).rejects.toMatchObject({ code: 'LAST_ADMIN' })
    await deleteUser(only, { userId: id })
  })

  test('sends few mails to one address', async () => {
    const limited = world.limited(admin)
    const { id, email } = await inviteUser(limited, { email: 'often@example.com', role: 'user' })
    for (let n = 1; n < 5; n++) await resendInvitation(limited, { userId: id })
    await expect(resendInvitation(limited, { userId: id })).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(await world.mailsTo(email)).toHaveLength(5)
  })
})

describe('accepting', () => {
  test('sets the password, confirms the address and works once', async () => {
    const user = await newGuest({ name: 'Ada' })
    const token = await lastTokenTo(user.email)
    await accept(token)
    await expect(accept(token)).rejects.toMatchObject(INVALID)
    const pair = await signIn(user.email)
    expect(pair.user).toMatchObject({ id: user.id, name: 'Ada', emailVerified: true })
    expect(await actionsOf(user)).toEqual([
      'user.invited',
      'user.invitation_accepted',
      'user.email_verified',
      'session.created',
    ])
  })

  test.each([
    ['Grace', 'Grace'],
    [null, null],
  ])('takes the name %j in place of the one given before', async (name, stored) => {
    const user = await newGuest({ name: 'Ada' })
    await accept(await lastTokenTo(user.email), { name })
    expect(await world.stored(user)).toMatchObject({ name: stored })
  })

  test('with a password that is refused leaves the token good', async () => {
    const user = await newGuest({ name: 'Augusta Ada King' })
    const token = await lastTokenTo(user.email)
    for (const refused of ['password', 'roster for ever', user.email, 'augusta ada king']) {
      await expect(accept(token, { newPassword: refused })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        issues: [{ path: ['newPassword'] }],
      })
    }
    const own = { name: 'A Brand New Name', newPassword: 'a brand new name' }
    await expect(accept(token, own)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await accept(token)
  })

  test('works to the second for a week', async () => {
    const [early, late] = [await newGuest(), await newGuest()]
    const tokens = [await lastTokenTo(early.email), await lastTokenTo(late.email)] as const
    world.advance(7 * DAY_SECONDS - 1)
    await accept(tokens[0])
    world.advance(1)
    await expect(accept(tokens[1])).rejects.toMatchObject(INVALID)
  })

  test('takes an invitation, and no token of another purpose', async () => {
    const user = await world.user()
    const verification = await lastTokenTo(user.email)
    await requestPasswordReset(world.context(), user)
    for (const token of [verification, await lastTokenTo(user.email), 'x']) {
      await expect(accept(token)).rejects.toMatchObject(INVALID)
    }
    const token = await lastTokenTo((await newGuest()).email)
    await expect(verifyEmail(world.context(), { token })).rejects.toMatchObject({ code: 'VERIFICATION_TOKEN_INVALID' })
    await expect(confirmPasswordReset(world.context(), { token, newPassword })).rejects.toMatchObject({
      code: 'RESET_TOKEN_INVALID',
    })
  })

  test.each([
    ['disabled', (userId: string) => updateUser(system, { userId, status: 'disabled' })],
    ['deleted', (userId: string) => deleteUser(system, { userId })],
  ])('is too late once the account is %s', async (_, end) => {
    const user = await newGuest()
    const token = await lastTokenTo(user.email)
    await end(user.id)
    await expect(accept(token)).rejects.toMatchObject(INVALID)
  })
})

describe('an invitation that is sent again', () => {
  test('has a new link and the whole time, and the old link is worth nothing', async () => {
    const user = await newGuest()
    const old = await lastTokenTo(user.email)
    world.advance(6 * DAY_SECONDS)
    await resendInvitation(admin, { userId: user.id })
    const token = await lastTokenTo(user.email)
    expect(token).not.toBe(old)
    await expect(accept(old)).rejects.toMatchObject(INVALID)
    world.advance(6 * DAY_SECONDS)
    await accept(token)
    expect(await actionsOf(user)).toContain('user.invitation_sent')
  })

  test('needs somebody who is still invited', async () => {
    const [member, off, gone] = [await world.user(), await newGuest(), await newGuest()]
    await updateUser(system, { userId: off.id, status: 'disabled' })
    await deleteUser(system, { userId: gone.id })
    for (const [user, code] of [
      [member, 'CONFLICT'],
      [off, 'CONFLICT'],
      [gone, 'USER_NOT_FOUND'],
    ] as const) {
      await expect(resendInvitation(admin, { userId: user.id })).rejects.toMatchObject({ code })
    }
    const ctx = await world.as(member)
    await expect(resendInvitation(ctx, { userId: off.id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('an invited user', () => {
  test('who asks for a reset instead gets in by that, and the invitation is spent', async () => {
    const user = await newGuest()
    const invitation = await lastTokenTo(user.email)
    await requestPasswordReset(world.context(), user)
    await confirmPasswordReset(world.context(), { token: await lastTokenTo(user.email), newPassword })
    await expect(accept(invitation)).rejects.toMatchObject(INVALID)
    expect((await signIn(user.email)).user).toMatchObject({ emailVerified: true })
  })

  test('is not mailed a confirmation that would spend the invitation, whoever asks for it', async () => {
    const user = await newGuest()
    await resendVerification(world.context(), user)
    expect(await world.mailsTo(user.email)).toHaveLength(1)
    await accept(await lastTokenTo(user.email))
  })
})
