import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { runMaintenance } from '../maintenance.ts'
import { getCurrentUser } from '../sessions/current-user.ts'
import { login } from '../sessions/login.ts'
import { refresh } from '../sessions/refresh.ts'
import { createTestWorld, systemContext, TEST_PASSWORD } from '../testing.ts'
import type { UserInDB } from '../users/user.ts'
import { FREE_FAILURES, MAX_DELAY_SECONDS, MAX_FAILURES, OWNERS_FAILURES } from './rules.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

const MONTH = 30 * 24 * 3600
const HOME = '198.51.100.1'
const STRANGER = '203.0.113.1'

let user: UserInDB
beforeEach(async () => {
  user = await world.user()
})

/** How many passwords have been looked at. */
let looks = 0
const from = (ipAddress: string | null): Context => {
  const { hasher } = world.services
  const verify: typeof hasher.verify = (password, hash) => {
    looks += 1
    return hasher.verify(password, hash)
  }
  return world.limited({ ...world.context({ ipAddress }), hasher: { ...hasher, verify } })
}

/** The refusal of a wrong password, or of an attempt that comes too soon. */
async function guess(ipAddress: string | null, email = user.email): Promise<DomainError> {
  const error: unknown = await login(from(ipAddress), { email, password: 'wrong' }).catch((caught: unknown) => caught)
  if (error instanceof DomainError) return error
  throw new Error('The guess was not refused')
}
const signIn = (ipAddress: string | null) => login(from(ipAddress), { email: user.email, password: TEST_PASSWORD })

/** Guesses, waiting as long as is asked for each time, until it has waited so often or is sent away for a month. */
async function guessPatiently(ipAddress: () => string, { email = user.email, times = Number.POSITIVE_INFINITY } = {}) {
  const waits: number[] = []
  while (waits.length < times) {
    const { code, retryAfterSeconds = 0 } = await guess(ipAddress(), email)
    if (code !== 'RATE_LIMITED') continue
    waits.push(retryAfterSeconds)
    if (retryAfterSeconds > MAX_DELAY_SECONDS) break
    world.advance(retryAfterSeconds)
  }
  return waits
}

async function guessUntilLimited(ipAddress: string): Promise<void> {
  const answers: string[] = []
  while (answers.at(-1) !== 'RATE_LIMITED') answers.push((await guess(ipAddress)).code)
}

describe('wrong passwords in a row', () => {
  test.each(['an account', 'no account'])(
    'for %s cost nothing at first, then each twice the wait of the one before',
    async (whose) => {
      const email = whose === 'an account' ? user.email : 'nobody@example.com'
      const waits = await guessPatiently(() => STRANGER, { email, times: 14 })
      expect(waits).toEqual(Array.from({ length: 14 }, (_, index) => Math.min(2 ** index, MAX_DELAY_SECONDS)))
    },
  )

  test('are not looked at while the account waits, and neither is the right one', async () => {
    for (let tried = 0; tried <= FREE_FAILURES; tried++)
      expect((await guess(STRANGER)).code).toBe('INVALID_CREDENTIALS')
    looks = 0
    expect(await guess(STRANGER)).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 })
    await expect(signIn(STRANGER)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(looks).toBe(0)
    expect(world.events.at(-1)).toMatchObject({ event: 'session.limited', retryAfterSeconds: 1 })
    world.advance(1)
    await signIn(STRANGER)
  })

  test('of one account are one count, whatever address each comes from', async () => {
    for (let tried = 0; tried <= FREE_FAILURES; tried++) await guess(`203.0.113.${tried}`)
    expect(await guess('203.0.113.200')).toMatchObject({ code: 'RATE_LIMITED' })
    expect(await guess(null)).toMatchObject({ code: 'RATE_LIMITED' })
  })

  test('are forgotten after a success', async () => {
    for (let round = 0; round < 3; round++) {
      for (let tried = 0; tried < FREE_FAILURES; tried++)
        expect((await guess(STRANGER)).code).toBe('INVALID_CREDENTIALS')
      await signIn(STRANGER)
    }
  })

  test(`reach the hash ${MAX_FAILURES} times at the most, from all addresses together; a month makes them forgotten`, async () => {
    for (const address of [HOME, '198.51.100.2']) await signIn(address)
    looks = 0
    let turn = 0
    const strangerWaits = await guessPatiently(() => `203.0.113.${++turn % 250}`)
    expect(strangerWaits.at(-1)).toBeGreaterThan(MAX_DELAY_SECONDS)
    expect(strangerWaits.at(-1)).toBeLessThanOrEqual(MONTH)
    expect(looks).toBe(MAX_FAILURES - OWNERS_FAILURES)
    await guessPatiently(() => [HOME, '198.51.100.2'][++turn % 2] ?? HOME)
    world.advance(2 * MAX_DELAY_SECONDS)
    for (const address of [STRANGER, HOME]) expect((await guess(address)).code).toBe('RATE_LIMITED')
    expect(looks).toBe(MAX_FAILURES)
    for (const address of [STRANGER, HOME])
      await expect(signIn(address)).rejects.toMatchObject({ code: 'RATE_LIMITED' })

    world.advance(MONTH + 1)
    await runMaintenance(systemContext(world.services))
    await signIn(STRANGER)
  })
})

describe('a stranger who guesses', () => {
  test.each([
    ['the address', HOME, HOME],
    ['the IPv6 network', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9'],
    ['the IPv4 address, mapped,', HOME, `::ffff:${HOME}`],
  ])('does not keep the owner out of %s they have signed in from', async (_, before, now) => {
    await signIn(before)
    await guessUntilLimited(STRANGER)
    await signIn(now)
  })

  test('from next door to the owner is a stranger', async () => {
    await signIn('2001:db8:1:2::1')
    await guessUntilLimited('2001:db8:1:3::1')
    await expect(signIn('2001:db8:1:4::1')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })

  test('does not disturb a session that exists', async () => {
    const pair = await signIn(HOME)
    await guessUntilLimited(STRANGER)
    expect(await getCurrentUser(from(STRANGER), pair.accessToken)).toBeDefined()
    await refresh(from(STRANGER), pair)
  })

  test('of one account does not slow down another', async () => {
    await guessUntilLimited(STRANGER)
    user = await world.user()
    await signIn(STRANGER)
  })
})
