import { confirmPasswordReset, requestPasswordReset } from '@roster/domain'
import { TEST_PASSWORD, tokenIn } from '@roster/domain/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LimitedServer, type Probe, startLimited, wrongLogin } from './support/limited-server.ts'

const HOUR = 3600
const HOME = '203.0.113.80'
const HOME_V6 = '2001:db8:80:1::1'

let server: LimitedServer
let looks = 0
beforeAll(async () => {
  server = await startLimited({
    scale: 1,
    wrap: (services) => ({
      ...services,
      hasher: {
        ...services.hasher,
        verify(password, hash) {
          looks++
          return services.hasher.verify(password, hash)
        },
      },
    }),
  })
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  looks = 0
})

let strangers = 0
/** A wrong password from an address that nobody has used yet. */
const guess = (email: string): Probe => {
  strangers++
  return { ...wrongLogin(email), from: `198.51.${100 + (strangers >> 8)}.${strangers & 255}` }
}
const signIn = (email: string, from: string, password = TEST_PASSWORD) =>
  server.send({ url: '/api/v1/users/login', payload: { email, password }, from })

/** Guesses until none is looked at any more, however long one waits. */
async function guessTillTheEnd(probe: () => Probe): Promise<void> {
  for (let refused = 0; refused < 3; server.world.advance(HOUR)) {
    const { status } = await server.send(probe())
    refused = status === 429 ? refused + 1 : 0
  }
}

test('of sixty wrong passwords at once, from sixty addresses, eleven reach the hash', async () => {
  const { email } = await server.world.user()
  const replies = await Promise.all(Array.from({ length: 60 }, () => server.send(guess(email))))
  expect(looks).toBe(11)
  expect(replies.filter(({ status }) => status === 401)).toHaveLength(11)
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(49)
})

test('waits grow to an hour, and a refusal says how long', async () => {
  const { email } = await server.world.user()
  const waits: number[] = []
  for (let i = 0; i < 40 && waits.length < 14; i++) {
    const { status, headers } = await server.send(guess(email))
    if (status !== 429) continue
    const seconds = Number(headers['retry-after'])
    waits.push(seconds)
    server.world.advance(seconds)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600])
})

test('at most a hundred wrong passwords in a row reach the hash, from whatever addresses', async () => {
  const { email } = await server.world.user()
  await signIn(email, HOME)
  await signIn(email, HOME_V6)
  looks = 0
  await guessTillTheEnd(() => guess(email))
  expect(looks).toBe(80)
  await guessTillTheEnd(() => ({ ...wrongLogin(email), from: HOME }))
  await guessTillTheEnd(() => ({ ...wrongLogin(email), from: HOME_V6 }))
  expect(looks).toBe(100)
  expect((await signIn(email, HOME)).status).toBe(429)
  server.world.advance(31 * 24 * HOUR)
})

test('a stranger elsewhere cannot lock the owner out of an address they have signed in from', async () => {
  const { email } = await server.world.user()
  await signIn(email, HOME)
  await signIn(email, HOME_V6)
  await guessTillTheEnd(() => guess(email))
  expect((await signIn(email, '203.0.113.99')).status).toBe(429)
  expect((await signIn(email, HOME)).status).toBe(200)

  await guessTillTheEnd(() => guess(email))
  expect((await signIn(email, '2001:db8:80:1:aaaa:bbbb:cccc:dddd')).status).toBe(200)
})

test('a right password starts the count again', async () => {
  const { email } = await server.world.user()
  for (let i = 0; i < 9; i++) await server.send(guess(email))
  expect((await signIn(email, '203.0.113.1')).status).toBe(200)
  looks = 0
  for (let i = 0; i < 12; i++) await server.send(guess(email))
  expect(looks).toBe(11)
})

test('a reset starts the count again', async () => {
  const { email } = await server.world.user()
  await guessTillTheEnd(() => guess(email))
  await requestPasswordReset(server.world.context(), { email })
  const mails = await server.world.mailsTo(email)
  const newPassword = 'another long pass phrase'
  await confirmPasswordReset(server.world.context(), { token: tokenIn(mails.at(-1)), newPassword })
  expect((await signIn(email, '203.0.113.2', newPassword)).status).toBe(200)
})

test('a session that exists keeps working while the account is limited', async () => {
  const { email } = await server.world.user()
  const { body } = await signIn(email, HOME)
  const { access_token, refresh_token } = body as { access_token: string; refresh_token: string }
  for (let i = 0; i < 15; i++) await server.send(guess(email))
  expect((await signIn(email, '203.0.113.3')).status).toBe(429)

  const authorization = `Bearer ${access_token}`
  const from = '203.0.113.3'
  expect((await server.send({ url: '/api/v1/users/me', headers: { authorization }, from })).status).toBe(200)
  const refreshed = await server.send({ url: '/api/v1/users/refresh', payload: { refresh_token }, from })
  expect(refreshed.status).toBe(200)
})

test('an unknown address is limited like a known one', async () => {
  const { email } = await server.world.user()
  await signIn(email, HOME)
  const answers = async (to: string, from?: string) => {
    const all: unknown[] = []
    for (let i = 0; i < 14; i++) {
      const { status, headers } = await server.send({ ...guess(to), ...(from && { from }) })
      all.push([status, headers['retry-after']])
    }
    return all
  }
  const expected = await answers('nobody-at-all@example.com')
  expect(expected.slice(10)).toEqual([[401, undefined], ...Array(3).fill([429, '1'])])
  expect(await answers(email)).toEqual(expected)
  expect(await answers(email, HOME)).toEqual(expected)
})

test('asking for the password again counts too', async () => {
  const { email } = await server.world.user()
  const { body } = await signIn(email, HOME)
  const headers = { authorization: `Bearer ${(body as { access_token: string }).access_token}` }
  const payload = { email: 'new@example.com', current_password: 'wrong password' }
  const statuses: number[] = []
  for (let i = 0; i < 13; i++) {
    statuses.push(
      (await server.send({ url: '/api/v1/users/me', method: 'PATCH', payload, headers, from: HOME })).status,
    )
  }
  expect(statuses).toEqual([...Array(11).fill(403), 429, 429])
})

test('a limited sign-in is a security event, which holds neither the address nor the password', async () => {
  const { email } = await server.world.user()
  for (let i = 0; i < 13; i++) await server.send(guess(email))
  expect(server.world.events.filter(({ event }) => event === 'session.limited').at(-1)).toMatchObject({
    retryAfterSeconds: 1,
    ip: expect.stringMatching(/^198\.51\./),
    requestId: expect.any(String),
  })
  const written = server.log() + JSON.stringify(server.world.events)
  expect([written.includes(email), written.includes('wrong password')]).toEqual([false, false])
})
