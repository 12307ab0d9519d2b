import { afterAll, expect, test } from 'vitest'
import { createTestWorld, TEST_PASSWORD } from '../testing.ts'
import { login } from './login.ts'
import { refresh } from './refresh.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

test('a spent token ends the whole session also on a server that has started since', async () => {
  const { email } = await world.user()
  const first = await login(world.context(), { email, password: TEST_PASSWORD })
  const second = await refresh(world.context(), { refreshToken: first.refreshToken })
  world.advance(60)

  const restarted = { ...world.context(), ...(await world.server()) }
  const refused = { code: 'REFRESH_TOKEN_INVALID' }
  await expect(refresh(restarted, { refreshToken: first.refreshToken })).rejects.toMatchObject(refused)
  await expect(refresh(restarted, { refreshToken: second.refreshToken })).rejects.toMatchObject(refused)
})

test('a refresh whose answer was lost is repeated with its key on a server that has started since', async () => {
  const { email } = await world.user()
  const { refreshToken } = await login(world.context(), { email, password: TEST_PASSWORD })
  const input = { refreshToken, retryKey: 'k'.repeat(22) }
  const lost = await refresh(world.context(), input)
  world.advance(60)

  const restarted = { ...world.context(), ...(await world.server()) }
  const found = await refresh(restarted, input)
  expect(found.refreshToken).toBe(lost.refreshToken)
  await refresh(restarted, { refreshToken: found.refreshToken })
})
