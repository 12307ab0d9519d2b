import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getCurrentUser } from './sessions/current-user.ts'
import { login } from './sessions/login.ts'
import { revokeAllSessions } from './sessions/revoke.ts'
import { createTestWorld, TEST_PASSWORD, type TestWorld } from './testing.ts'
import { deleteUser } from './users/delete.ts'
import { updateUser } from './users/update.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const signIn = async (email: string) => (await login(world.context(), { email, password: TEST_PASSWORD })).accessToken

test('a session is found by its own user’s id alone', async () => {
  const [ada, bob] = await Promise.all([world.user(), world.user()])
  const { actor } = await world.as(ada)
  const { lookups } = world.services
  expect((await lookups.sessionOf(actor.sessionId, ada.id))?.user).toEqual(await world.stored(ada))
  expect(await lookups.sessionOf(actor.sessionId, bob.id)).toBeUndefined()
  expect(await lookups.sessionOf(randomUUIDv7(), ada.id)).toBeUndefined()
})

test('a user is found whole, and an unknown one not', async () => {
  const user = await world.user({ name: 'Ada' })
  expect(await world.services.lookups.user(user.id)).toEqual(await world.stored(user))
  expect(await world.services.lookups.user(randomUUIDv7())).toBeUndefined()
  expect(await world.services.lookups.userByEmail(user.email)).toEqual(await world.stored(user))
})

test('an address with quotes, braces or NUL is one address, and spoils nobody’s look-up beside it', async () => {
  const user = await world.user()
  const { lookups } = world.services
  const hostile = ['a"b@x.test', '{a,b}', 'a\\', 'NULL', 'a\0b@x.test', '\ud800']
  const found = await Promise.all([...hostile, user.email].map((email) => lookups.userByEmail(email)))
  expect(found.map((each) => each?.id)).toEqual([...hostile.map(() => undefined), user.id])
})

test('who is signed in on two servers, and revoked on one, is refused by the other at the next request', async () => {
  const other = await world.server()
  const there = { ...world.context(), ...other, db: other.client }
  const admin = await world.as(await world.user({ role: 'admin' }))
  const changes = [
    async (id: string) => revokeAllSessions(admin, { userId: id }),
    async (id: string) => updateUser(admin, { userId: id, status: 'disabled' }),
    async (id: string) => deleteUser(admin, { userId: id }),
  ]
  for (const change of changes) {
    const user = await world.user()
    const token = await signIn(user.email)
    // Both have seen the token, and remember that its signature is good.
    expect((await getCurrentUser(there, token))?.user.id).toBe(user.id)
    expect((await getCurrentUser(world.context(), token))?.user.id).toBe(user.id)
    const busy = Array.from({ length: 20 }, () => getCurrentUser(there, token))
    await change(user.id)
    expect(await getCurrentUser(there, token)).toBeUndefined()
    await Promise.all(busy)
  }
})

test('a new role counts on the other server at the next request', async () => {
  const other = await world.server()
  const there = { ...world.context(), ...other, db: other.client }
  const admin = await world.as(await world.user({ role: 'admin' }))
  const user = await world.user()
  const token = await signIn(user.email)
  expect((await getCurrentUser(there, token))?.user.role).toBe('user')
  await updateUser(admin, { userId: user.id, role: 'admin' })
  expect((await getCurrentUser(there, token))?.user.role).toBe('admin')
})
