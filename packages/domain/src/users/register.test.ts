import { UserCreate } from '@roster/contract'
import { afterAll, expect, test } from 'vitest'
import { createTestWorld, TEST_PASSWORD, tokenIn } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { getUserById } from './get.ts'
import { registerUser } from './register.ts'
import { verifyEmail } from './verify-email.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

test('a registered user is active, unverified and gets a link that confirms the address', async () => {
  const user = await registerUser(world.context(), { email: 'ada@example.com', password: TEST_PASSWORD, name: 'Ada' })
  expect(user).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
    email: 'ada@example.com',
    emailVerified: false,
    name: 'Ada',
    role: 'user',
    status: 'active',
    createdAt: '2026-03-01T12:00:00.000Z',
    updatedAt: '2026-03-01T12:00:00.000Z',
    lastLoginAt: null,
  })

  const [mail] = await world.mailsTo('ada@example.com')
  await verifyEmail(world.context(), { token: tokenIn(mail) })
  expect((await getUserById(world.context(), user.id)).emailVerifiedAt).toEqual(world.services.now())
})

test('a registration is recorded, and the password is kept as a hash alone', async () => {
  const { id } = await registerUser(world.context(), { email: 'edsger@example.com', password: TEST_PASSWORD })
  expect(await world.stored({ id })).toMatchObject({
    name: null,
    version: 1,
    passwordHash: expect.stringMatching(/^\$bcrypt-sha256\$v=2,/),
  })
  expect(await world.auditOf({ id })).toEqual([
    { action: 'user.registered', actorType: 'anonymous', actorId: null, changes: { role: [null, 'user'] } },
  ])
  expect(world.events).toContainEqual({ event: 'user.registered', userId: id })
})

test('a known address is refused, and nothing is mailed a second time', async () => {
  const first = { email: 'grace@example.com', password: TEST_PASSWORD }
  await registerUser(world.context(), first)
  await expect(registerUser(world.context(), { ...first, name: 'Another' })).rejects.toMatchObject({
    code: 'EMAIL_TAKEN',
  })
  expect(await world.mailsTo('grace@example.com')).toHaveLength(1)
})

test('two spellings of an address are one account', async () => {
  const spelt = (email: string) => registerUser(world.context(), UserCreate.parse({ email, password: TEST_PASSWORD }))
  expect(await spelt('Konrad@Bücher.example')).toMatchObject({ email: 'konrad@xn--bcher-kva.example' })
  await expect(spelt(' KONRAD@ｂücher.example ')).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
})

test('the address of a deleted account stays reserved', async () => {
  const user = await world.user()
  const admin = await world.user({ role: 'admin' })
  await deleteUser(await world.as(admin), { userId: user.id })
  const again = registerUser(world.context(), { email: user.email, password: TEST_PASSWORD })
  await expect(again).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
})

test.each([
  ['my roster password', 'password_contains_product_name'],
  ['EVE@example.com', 'password_is_email'],
  ['eve adams', 'password_is_name'],
  ['password1', 'password_common'],
])('the password %j is refused at its field, and nothing is stored', async (password, code) => {
  const refused = registerUser(world.context(), { email: 'eve@example.com', password, name: 'Eve Adams' })
  await expect(refused).rejects.toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: ['password'], code }] })
  expect(await world.db.client.user.count({ where: { email: 'eve@example.com' } })).toBe(0)
})
