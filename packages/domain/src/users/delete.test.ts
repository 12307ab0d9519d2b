import { randomUUIDv7 } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { runMaintenance } from '../maintenance.ts'
import { confirmPasswordReset } from '../passwords/confirm-reset.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { getCurrentUser } from '../sessions/current-user.ts'
import { login } from '../sessions/login.ts'
import { refresh } from '../sessions/refresh.ts'
import { createTestWorld, systemContext, TEST_PASSWORD, tokenIn } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { restoreUser } from './restore.ts'
import { verifyEmail } from './verify-email.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const boss = await world.user({ role: 'admin' })
const admin = await world.as(boss)

test('a deleted user is signed out at once and cannot sign in, refresh or reset', async () => {
  const user = await world.user()
  const { email } = user
  await requestPasswordReset(world.context(), { email })
  const mails = await world.mailsTo(email)
  const pair = await login(world.context(), { email, password: TEST_PASSWORD })

  await deleteUser(admin, { userId: user.id })

  expect(await getCurrentUser(world.context(), pair.accessToken)).toBeUndefined()
  await expect(refresh(world.context(), pair)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_INVALID' })
  const signIn = login(world.context(), { email, password: TEST_PASSWORD })
  await expect(signIn).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' })
  const verification = verifyEmail(world.context(), { token: tokenIn(mails[0]) })
  await expect(verification).rejects.toMatchObject({ code: 'VERIFICATION_TOKEN_INVALID' })
  const reset = confirmPasswordReset(world.context(), { token: tokenIn(mails[1]), newPassword: 'another pass phrase' })
  await expect(reset).rejects.toMatchObject({ code: 'RESET_TOKEN_INVALID' })
  await requestPasswordReset(world.context(), { email })
  expect(await world.mailsTo(email)).toHaveLength(2)
})

test('a deletion keeps the row and records who did it', async () => {
  const user = await world.user({ name: 'Ada' })
  await deleteUser(admin, { userId: user.id })
  expect(await world.stored(user)).toMatchObject({
    email: user.email,
    name: 'Ada',
    status: 'active',
    deletedAt: world.services.now(),
    version: user.version + 1,
  })
  expect((await world.auditOf(user)).at(-1)).toEqual({
    action: 'user.deleted',
    actorType: 'user',
    actorId: boss.id,
    changes: { status: ['active', 'deleted'] },
  })
  expect(world.events).toContainEqual({ event: 'user.deleted', userId: user.id })
})

test('a deleted or unknown user cannot be deleted', async () => {
  const user = await world.user()
  await deleteUser(admin, { userId: user.id })
  for (const userId of [user.id, randomUUIDv7()]) {
    await expect(deleteUser(admin, { userId })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
  }
})

test('only administrators delete, themselves included', async () => {
  const user = await world.user()
  const ctx = await world.as(user)
  for (const userId of ['me', boss.id]) {
    await expect(deleteUser(ctx, { userId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
  await expect(deleteUser(world.context(), { userId: user.id })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })

  const second = await world.user({ role: 'admin' })
  await deleteUser(await world.as(second), { userId: 'me' })
  expect((await world.stored(second)).deletedAt).not.toBeNull()
})

test('a restored user signs in again; the sessions and links of before stay dead', async () => {
  const user = await world.user()
  const verification = tokenIn((await world.mailsTo(user.email))[0])
  const before = await login(world.context(), { email: user.email, password: TEST_PASSWORD })
  await deleteUser(admin, { userId: user.id })
  expect(await restoreUser(admin, { userId: user.id })).toMatchObject({ id: user.id, status: 'active' })
  expect(await getCurrentUser(world.context(), before.accessToken)).toBeUndefined()
  const confirming = verifyEmail(world.context(), { token: verification })
  await expect(confirming).rejects.toMatchObject({ code: 'VERIFICATION_TOKEN_INVALID' })
  await login(world.context(), { email: user.email, password: TEST_PASSWORD })
  expect(await world.auditOf(user)).toContainEqual({
    action: 'user.restored',
    actorType: 'user',
    actorId: boss.id,
    changes: { status: ['deleted', 'active'] },
  })
})

test('a user comes back with the status and the role they had', async () => {
  const user = await world.user({ status: 'disabled', role: 'admin' })
  await deleteUser(admin, { userId: user.id })
  expect(await restoreUser(admin, { userId: user.id })).toMatchObject({ status: 'disabled', role: 'admin' })
})

test('restoring a user who is not deleted changes nothing', async () => {
  const user = await world.user()
  const events = await world.auditOf(user)
  world.advance(1)
  expect(await restoreUser(admin, { userId: user.id })).toMatchObject({ id: user.id, status: 'active' })
  expect(await world.stored(user)).toEqual(user)
  expect(await world.auditOf(user)).toEqual(events)
})

test('an unknown user is not found, and only administrators restore', async () => {
  const user = await world.user()
  await expect(restoreUser(admin, { userId: randomUUIDv7() })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
  const refused = restoreUser(await world.as(user), { userId: 'me' })
  await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('nothing can be restored of a user whom the purge has anonymised', async () => {
  const user = await world.user()
  await deleteUser(admin, { userId: user.id })
  world.advance(31 * 24 * 3600)
  await runMaintenance(systemContext(world.services))
  await expect(restoreUser(admin, { userId: user.id })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await world.stored(user)).deletedAt).not.toBeNull()
})

test('the last active administrator stays, whoever deletes; disabled and deleted ones do not count', async () => {
  await world.user({ role: 'admin', status: 'disabled' })
  const gone = await world.user({ role: 'admin' })
  await deleteUser(admin, { userId: gone.id })
  await expect(deleteUser(admin, { userId: 'me' })).rejects.toMatchObject({ code: 'LAST_ADMIN' })
  const bySystem = deleteUser(systemContext(world.services), { userId: boss.id })
  await expect(bySystem).rejects.toMatchObject({ code: 'LAST_ADMIN' })
  expect((await world.stored(boss)).deletedAt).toBeNull()
})
