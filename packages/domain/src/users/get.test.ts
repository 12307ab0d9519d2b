import { randomUUIDv7 } from 'node:crypto'
import { UserRead } from '@roster/contract'
import { afterAll, expect, test } from 'vitest'
import { createTestWorld } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { getUser, getUserById } from './get.ts'
import { updateUser } from './update.ts'
import { matchesVersion } from './user.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

test('users read themselves, as `me` or by their id', async () => {
  const user = await world.user({ name: 'Ada' })
  const ctx = await world.as(user)
  const { etag, ...read } = await getUser(ctx, { userId: 'me' })
  expect(UserRead.strict().parse(read)).toMatchObject({ id: user.id, email: user.email, name: 'Ada' })
  expect(etag).toMatch(/^"[^"]+"$/)
  expect(await getUser(ctx, { userId: user.id })).toEqual({ etag, ...read })
})

test('whoever is neither the user nor an administrator learns nothing, whether or not the id exists', async () => {
  const [user, other] = [await world.user(), await world.user()]
  const ctx = await world.as(user)
  for (const userId of [other.id, randomUUIDv7()]) {
    await expect(getUser(ctx, { userId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
  await expect(getUser(world.context(), { userId: user.id })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('an administrator reads anybody, deleted users too, and hears of unknown ids', async () => {
  const ctx = await world.as(await world.user({ role: 'admin' }))
  const user = await world.user()
  await deleteUser(ctx, { userId: user.id })
  expect(await getUser(ctx, { userId: user.id })).toMatchObject({ id: user.id, status: 'deleted' })
  await expect(getUser(ctx, { userId: randomUUIDv7() })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
})

test('`getUserById` gives a user or USER_NOT_FOUND', async () => {
  const user = await world.user()
  expect(await getUserById(world.context(), user.id)).toEqual(user)
  await expect(getUserById(world.context(), randomUUIDv7())).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
})

test('the ETag follows everything that is shown; an edit is not disturbed by a sign-in', async () => {
  const user = await world.user()
  const ctx = await world.as(user)
  const { etag: first } = await getUser(ctx, { userId: 'me' })

  world.advance(60)
  const { etag: afterSignIn } = await getUser(await world.as(user), { userId: 'me' })
  expect(afterSignIn).not.toBe(first)
  expect(matchesVersion(first, await world.stored(user))).toBe(true)

  const { etag: afterEdit } = await updateUser(ctx, { userId: 'me', name: 'Another' })
  expect(afterEdit).not.toBe(afterSignIn)
  expect(matchesVersion(first, await world.stored(user))).toBe(false)
})
