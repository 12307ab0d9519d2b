import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyAuditChain } from '../audit/verify.ts'
import { createTestWorld, type TestWorld } from '../testing.ts'
import { createVault } from '../vault.ts'
import { listSigningKeys } from './list-signing-keys.ts'
import { rotateKeysNow } from './rotate-keys-now.ts'
import { SigningKeyError } from './signing-key.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const states = async () => (await listSigningKeys(world.services)).map(({ kid, state }) => [kid, state])

test('a key made by hand is published first, signs ten minutes later, and the one before it goes on verifying', async () => {
  const [[first] = []] = await states()
  const { events } = await verifyAuditChain(world.db.client)
  const kid = await rotateKeysNow(world.services)
  expect(await states()).toEqual([
    [kid, 'next'],
    [first, 'signs'],
  ])
  world.advance(10 * 60)
  expect(await states()).toEqual([
    [kid, 'signs'],
    [first, 'old'],
  ])
  world.advance(16 * 60)
  expect(await states()).toEqual([[kid, 'signs']])
  expect(await verifyAuditChain(world.db.client)).toEqual({ events: events + 1, broken: [] })
})

test('no key is made under another AUTH_SECRET', async () => {
  const before = await states()
  const stranger = { ...world.services, vault: createVault('the secret of somebody else, long enough') }
  await expect(rotateKeysNow(stranger)).rejects.toThrow(SigningKeyError)
  expect(await states()).toEqual(before)
  expect((await listSigningKeys(stranger)).every(({ opens }) => !opens)).toBe(true)
})

test('the list holds nothing secret', async () => {
  for (const key of await listSigningKeys(world.services)) {
    expect(Object.keys(key).sort()).toEqual(['activeAt', 'createdAt', 'expiresAt', 'kid', 'opens', 'state'])
  }
})
