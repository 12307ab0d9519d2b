import { randomUUIDv7 } from 'node:crypto'
import type { UserUpdate } from '@roster/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { confirmPasswordReset } from '../passwords/confirm-reset.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { getCurrentUser } from '../sessions/current-user.ts'
import { login } from '../sessions/login.ts'
import { createTestWorld, TEST_PASSWORD, tokenIn } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { getUser } from './get.ts'
import { updateUser } from './update.ts'

const NEW_PASSWORD = 'quite another pass phrase'
const currentPassword = TEST_PASSWORD

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const boss = await world.user({ role: 'admin' })
const admin = await world.as(boss)

describe('a user', () => {
  test('changes their own name, and clears it with null', async () => {
    const user = await world.user({ name: 'Ada' })
    const ctx = await world.as(user)
    world.advance(1)
    expect(await updateUser(ctx, { userId: 'me', name: 'Ada L.' })).toMatchObject({ name: 'Ada L.' })
    expect(await updateUser(ctx, { userId: user.id, name: null })).toMatchObject({ name: null })
    expect(await world.stored(user)).toMatchObject({
      name: null,
      updatedAt: world.services.now(),
      version: user.version + 2,
    })
    expect((await world.auditOf(user)).slice(-2)).toEqual(
      [1, 2].map(() => ({ action: 'user.updated', actorType: 'user', actorId: user.id, changes: { name: true } })),
    )
  })

  test.each([{}, { name: 'Ada' }, { name: 'Ada', ifMatch: '*' }])('who gives %j changes nothing', async (input) => {
    const user = await world.user({ name: 'Ada' })
    const ctx = await world.as(user)
    const [before, events] = [await world.stored(user), await world.auditOf(user)]
    world.advance(1)
    expect(await updateUser(ctx, { userId: 'me', ...input })).toMatchObject({ id: user.id, name: 'Ada' })
    expect(await world.stored(user)).toEqual(before)
    expect(await world.auditOf(user)).toEqual(events)
  })

  test.each<Omit<UserUpdate, 'userId'>>([
    { role: 'admin' },
    { role: 'user' },
    { status: 'active' },
    { name: 'X', role: 'user' },
  ])('may not set %j, not even on their own account', async (input) => {
    const user = await world.user()
    const refused = updateUser(await world.as(user), { userId: 'me', ...input })
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await world.stored(user)).toMatchObject({ name: null, role: 'user', status: 'active' })
  })

  test('may not change anybody else, whether or not there is such a user', async () => {
    const other = await world.user({ name: 'Other' })
    const ctx = await world.as(await world.user())
    for (const userId of [other.id, randomUUIDv7()]) {
      await expect(updateUser(ctx, { userId, name: 'Mine' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    await expect(updateUser(world.context(), { userId: other.id })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await world.stored(other)).toMatchObject({ name: 'Other' })
  })
})

describe('a password change', () => {
  test('needs the current password', async () => {
    const user = await world.user()
    const ctx = await world.as(user)
    for (const wrong of [{}, { currentPassword: 'wrong' }, { currentPassword: '' }]) {
      const refused = updateUser(ctx, { userId: 'me', password: NEW_PASSWORD, ...wrong })
      await expect(refused).rejects.toMatchObject({ code: 'REAUTHENTICATION_FAILED' })
    }
    await login(world.context(), { email: user.email, password: TEST_PASSWORD })
  })

  test('ends all other sessions and every open reset, and is mailed and recorded', async () => {
    const user = await world.user()
    const { email } = user
    await requestPasswordReset(world.context(), { email })
    const token = tokenIn((await world.mailsTo(email)).at(-1))
    const other = await login(world.context(), { email, password: TEST_PASSWORD })
    const ctx = await world.as(user)

    await updateUser(ctx, { userId: 'me', password: NEW_PASSWORD, currentPassword })

    expect(await getCurrentUser(world.context(), other.accessToken)).toBeUndefined()
    expect(await getUser(ctx, { userId: 'me' })).toMatchObject({ id: user.id })
    expect(await world.db.client.session.findUnique({ where: { id: ctx.actor.sessionId } })).toMatchObject({
      revokedAt: null,
    })
    const reset = confirmPasswordReset(world.context(), { token, newPassword: 'a third pass phrase' })
    await expect(reset).rejects.toMatchObject({ code: 'RESET_TOKEN_INVALID' })
    const oldPassword = login(world.context(), { email, password: TEST_PASSWORD })
    await expect(oldPassword).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' })
    await login(world.context(), { email, password: NEW_PASSWORD })
    expect((await world.mailsTo(email)).at(-1)?.subject).toMatch(/password/i)
    expect(await world.auditOf(user)).toContainEqual({
      action: 'user.password_changed',
      actorType: 'user',
      actorId: user.id,
      changes: {},
    })
  })

  test.each([
    ['my roster password', {}, 'password_contains_product_name'],
    ['brandnew@example.org', { email: 'brandnew@example.org' }, 'password_is_email'],
    ['Charles Babbage', { name: 'charles babbage' }, 'password_is_name'],
  ])('to %j with %j is refused at its field, and nothing else changes', async (password, others, code) => {
    const user = await world.user()
    const refused = updateUser(await world.as(user), { userId: 'me', password, currentPassword, ...others })
    await expect(refused).rejects.toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: ['password'], code }] })
    expect(await world.stored(user)).toMatchObject({ name: null, passwordHash: user.passwordHash })
  })

  test('is not decided by a password that has just been replaced', async () => {
    const user = await world.user()
    const [first, second] = [await world.as(user), await world.as(user)]
    await updateUser(first, { userId: 'me', password: NEW_PASSWORD, currentPassword })
    for (const late of [{ password: 'the pass phrase of a thief' }, { email: 'thief@example.org' }]) {
      const refused = updateUser(second, { userId: 'me', currentPassword, ...late })
      await expect(refused).rejects.toMatchObject({ code: 'REAUTHENTICATION_FAILED' })
    }
    await login(world.context(), { email: user.email, password: NEW_PASSWORD })
    expect(await world.mailsTo('thief@example.org')).toEqual([])
  })

  test('counts wrong current passwords like failed sign-ins', async () => {
    const ctx = world.limited(await world.as(await world.user()))
    const attempt = (password: string) =>
      updateUser(ctx, { userId: 'me', password: NEW_PASSWORD, currentPassword: password })
    const codes: unknown[] = []
    for (let tried = 0; tried < 30; tried++)
      codes.push((await attempt('wrong').catch((error: unknown) => error)) as unknown)
    expect(codes.at(0)).toMatchObject({ code: 'REAUTHENTICATION_FAILED' })
    expect(codes.at(-1)).toMatchObject({ code: 'RATE_LIMITED' })
    await expect(attempt(TEST_PASSWORD)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })
})

describe('an administrator', () => {
  test("sets somebody's name, role and status, each recorded; a role change ends no session", async () => {
    const user = await world.user()
    const session = await login(world.context(), { email: user.email, password: TEST_PASSWORD })
    await updateUser(admin, { userId: user.id, name: 'Renamed', role: 'admin' })
    const changed = await getCurrentUser(world.context(), session.accessToken)
    expect(changed?.user).toMatchObject({ name: 'Renamed', role: 'admin' })

    await updateUser(admin, { userId: user.id, status: 'disabled' })
    await updateUser(admin, { userId: user.id, status: 'active', role: 'user' })
    const by = { actorType: 'user', actorId: boss.id }
    expect((await world.auditOf(user)).slice(-5)).toEqual([
      { action: 'user.updated', ...by, changes: { name: true } },
      { action: 'user.role_changed', ...by, changes: { role: ['user', 'admin'] } },
      { action: 'user.disabled', ...by, changes: { status: ['active', 'disabled'] } },
      { action: 'user.role_changed', ...by, changes: { role: ['admin', 'user'] } },
      { action: 'user.enabled', ...by, changes: { status: ['disabled', 'active'] } },
    ])
  })

  test('who disables a user ends their sessions, open links and pending changes at once', async () => {
    const user = await world.user()
    const { email } = user
    const pair = await login(world.context(), { email, password: TEST_PASSWORD })
    const ctx = await world.as(user)
    await updateUser(ctx, { userId: 'me', email: 'elsewhere@example.org', currentPassword })
    await updateUser(admin, { userId: user.id, status: 'disabled' })

    expect(await getCurrentUser(world.context(), pair.accessToken)).toBeUndefined()
    const signIn = login(world.context(), { email, password: TEST_PASSWORD })
    await expect(signIn).rejects.toMatchObject({ code: 'ACCOUNT_DISABLED' })
    expect(await world.db.client.oneTimeToken.count({ where: { userId: user.id, usedAt: null } })).toBe(0)

    await updateUser(admin, { userId: user.id, status: 'active' })
    expect(await getCurrentUser(world.context(), pair.accessToken)).toBeUndefined()
    await login(world.context(), { email, password: TEST_PASSWORD })
  })

  test('never sets the password of somebody else', async () => {
    const user = await world.user()
    for (const userId of [user.id, randomUUIDv7()]) {
      const refused = updateUser(admin, { userId, password: NEW_PASSWORD, currentPassword })
      await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(await world.stored(user)).toEqual(user)
  })

  test('needs their own password for their own address and password, as everybody does', async () => {
    for (const input of [{ password: NEW_PASSWORD }, { email: 'boss@example.org' }]) {
      const refused = updateUser(admin, { userId: 'me', ...input })
      await expect(refused).rejects.toMatchObject({ code: 'REAUTHENTICATION_FAILED' })
    }
  })

  test('does not find unknown and deleted users', async () => {
    const user = await world.user()
    await deleteUser(admin, { userId: user.id })
    for (const input of [{}, { name: 'X' }, { role: 'admin' }, { email: 'x@example.org' }] as const) {
      for (const userId of [user.id, randomUUIDv7()]) {
        await expect(updateUser(admin, { userId, ...input })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
      }
    }
  })

  test('cannot demote or disable the last active one, themselves included; nothing of that update is kept', async () => {
    await world.user({ role: 'admin', status: 'disabled' })
    for (const input of [
      { role: 'user' },
      { status: 'disabled' },
      { role: 'user', status: 'active', name: 'X' },
    ] as const) {
      await expect(updateUser(admin, { userId: 'me', ...input })).rejects.toMatchObject({ code: 'LAST_ADMIN' })
    }
    expect(await world.stored(boss)).toMatchObject({ role: 'admin', status: 'active', name: null })
    await updateUser(admin, { userId: 'me', role: 'admin', status: 'active', name: 'Boss' })
  })
})

describe('If-Match', () => {
  test('lets the version it names pass, and no other', async () => {
    const user = await world.user()
    const ctx = await world.as(user)
    const { etag } = await getUser(ctx, { userId: 'me' })
    for (const ifMatch of ['"0.0"', `W/${etag}`, etag.replaceAll('"', ''), '', `${etag.slice(0, -1)}`, '"*"']) {
      const refused = updateUser(ctx, { userId: 'me', name: 'Late', ifMatch })
      await expect(refused).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    }
    expect(await world.stored(user)).toMatchObject({ name: null })
    const { etag: next } = await updateUser(ctx, { userId: 'me', name: 'First', ifMatch: `"9.9", ${etag}` })
    await updateUser(await world.as(user), { userId: 'me', name: 'Second', ifMatch: next })
    await expect(updateUser(ctx, { userId: 'me', name: 'Third', ifMatch: next })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    expect(await world.stored(user)).toMatchObject({ name: 'Second' })
  })

  test('is decided on the row as it is, not as it was when the caller was recognised', async () => {
    const user = await world.user()
    const stale = await world.as(user)
    const { etag } = await getUser(stale, { userId: 'me' })
    await updateUser(admin, { userId: user.id, name: 'By an administrator' })
    const refused = updateUser(stale, { userId: 'me', name: 'Mine', ifMatch: etag })
    await expect(refused).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
  })

  test('a conflict comes before the password is asked for, and sends no mail', async () => {
    const user = await world.user()
    const ctx = await world.as(user)
    const refused = updateUser(ctx, { userId: 'me', email: 'conflict@example.org', ifMatch: '"0.0"', currentPassword })
    await expect(refused).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    expect(await world.mailsTo('conflict@example.org')).toEqual([])
  })
})
