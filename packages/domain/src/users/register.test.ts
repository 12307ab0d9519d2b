import { afterAll, expect, test } from 'vitest'
import { createTestWorld, TEST_PASSWORD, tokenIn } from '../testing.ts'
import { getUserById } from './get.ts'
import { registerUser } from './register.ts'
import { verifyEmail } from './verify-email.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

test('a registered user is active, unverified and gets a link that confirms the address', async () => {
  const user = await registerUser(world.context(), { email: 'ada@example.com', password: TEST_PASSWORD, name: 'Ada' })
  expect(user).toMatchObject({ email: 'ada@example.com', name: 'Ada', role: 'user', status: 'active', emailVerified: false })

  const [mail] = await world.mailsTo('ada@example.com')
  await verifyEmail(world.context(), { token: tokenIn(mail) })
  expect((await getUserById(world.context(), user.id)).emailVerifiedAt).toEqual(world.services.now())
})

test('a known address is refused, and nothing is mailed a second time', async () => {
  const first = { email: 'grace@example.com', password: TEST_PASSWORD }
  await registerUser(world.context(), first)
  await expect(registerUser(world.context(), { ...first, name: 'Another' })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
  expect(await world.mailsTo('grace@example.com')).toHaveLength(1)
})

test('a password that holds the name of the product is refused at its field', async () => {
  const refused = registerUser(world.context(), { email: 'eve@example.com', password: 'my roster password' })
  await expect(refused).rejects.toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: ['password'], code: 'password_contains_product_name' }] })
})
