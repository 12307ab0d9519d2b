import { afterAll, expect, test } from 'vitest'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { createTestWorld } from '../testing.ts'
import { countWaitingMails } from './queue-store.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

test('a mail waits until it is sent or given up', async () => {
  expect(await countWaitingMails(world.db.client)).toBe(0)
  const user = await world.user()
  await world.user()
  expect(await countWaitingMails(world.db.client)).toBe(2)
  await requestPasswordReset(world.context(), { email: user.email })
  await world.mailsTo(user.email)
  expect(await countWaitingMails(world.db.client)).toBe(0)

  await world.user()
  world.advance(world.services.settings.verificationTokenTtlSeconds + 1)
  expect(await countWaitingMails(world.db.client)).toBe(1)
  await world.mailsTo(user.email)
  expect(await countWaitingMails(world.db.client)).toBe(0)
})
