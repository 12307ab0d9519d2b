import { TEST_PASSWORD } from '@roster/domain/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LimitedServer, type ProbeReply, startLimited } from './support/limited-server.ts'

let server: LimitedServer
beforeAll(async () => {
  server = await startLimited({ scale: 1 })
})
afterAll(() => server[Symbol.asyncDispose]())

let senders = 0
const ask = (path: string, email: string, from = `198.51.100.${++senders}`) =>
  server.send({ url: `/api/v1/users/${path}`, payload: { email }, from })

const VARYING = new Set(['date', 'x-request-id', 'ratelimit'])
/** Everything a caller sees of a reply but its name, its time, and what is left to them. */
const seen = ({ status, headers, body }: ProbeReply) =>
  JSON.stringify([status, Object.entries(headers).filter(([name]) => !VARYING.has(name)), body])

test.each([
  ['reset-password', 'reset-password'],
  ['verify-email/resend', 'verify-email'],
])('%s mails an account five times an hour and answers all the same', async (path, template) => {
  const { email } = await server.world.user()
  const before = (await server.world.mailsTo(email)).length
  const replies = await Promise.all(Array.from({ length: 12 }, () => ask(path, email)))
  expect(new Set(replies.map(seen)).size).toBe(1)
  expect(replies[0]?.status).toBe(202)
  const mails = (await server.world.mailsTo(email)).slice(before)
  expect(mails).toHaveLength(5)
  expect(mails.every(({ text }) => text.includes(`/${template}#token=`))).toBe(true)

  const nobody = await Promise.all(Array.from({ length: 7 }, () => ask(path, `nobody-${template}@example.com`)))
  expect(new Set([...replies, ...nobody].map(seen)).size).toBe(1)
})

test('whoever asks for confirmations does not use up resets', async () => {
  const { email } = await server.world.user()
  for (let i = 0; i < 6; i++) await ask('verify-email/resend', email)
  const before = (await server.world.mailsTo(email)).length
  await ask('reset-password', email)
  expect(await server.world.mailsTo(email)).toHaveLength(before + 1)
})

test('another spelling of an address is the same account', async () => {
  const { email } = await server.world.user()
  const before = (await server.world.mailsTo(email)).length
  for (let i = 0; i < 4; i++) await ask('reset-password', email)
  for (let i = 0; i < 4; i++) await ask('reset-password', ` ${email.toUpperCase()} `)
  expect(await server.world.mailsTo(email)).toHaveLength(before + 5)
})

test('one address may ask for thirty accounts an hour', async () => {
  const from = '192.0.2.200'
  for (let i = 0; i < 30; i++) expect((await ask('reset-password', `many-${i}@example.com`, from)).status).toBe(202)
  expect(await ask('reset-password', 'many-31@example.com', from)).toMatchObject({
    status: 429,
    headers: { 'retry-after': expect.any(String) },
    body: { code: 'RATE_LIMITED' },
  })
})

test('changes of address mail an account five times an hour', async () => {
  const { email } = await server.world.user()
  const from = '192.0.2.201'
  const login = await server.send({ url: '/api/v1/users/login', payload: { email, password: TEST_PASSWORD }, from })
  const headers = { authorization: `Bearer ${(login.body as { access_token: string }).access_token}` }
  const statuses: number[] = []
  for (let i = 0; i < 7; i++) {
    const payload = { email: `victim-${i}@example.com`, current_password: TEST_PASSWORD }
    statuses.push((await server.send({ url: '/api/v1/users/me', method: 'PATCH', payload, headers, from })).status)
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
  expect(await server.world.mailsTo('victim-5@example.com')).toEqual([])
})

test('the counters hold no address in the clear', async () => {
  await ask('reset-password', 'in-the-clear@example.com')
  const rows = await server.world.db.client.rateLimit.findMany()
  expect(rows.filter(({ key }) => key.startsWith('mail:'))).not.toEqual([])
  expect(JSON.stringify(rows.map(({ key }) => key))).not.toContain('@')
})
