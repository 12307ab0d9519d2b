import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from './support/live-server.ts'
import { bearer, json, wires } from './support/wire.ts'

let server: LiveServer
let admin: Person
beforeAll(async () => {
  server = await startServer()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

let count = 0
const newInput = () => ({ email: `twice-${++count}@example.com`, password: TEST_PASSWORD })

const post = (path: string, body: object | string, headers: Record<string, string> = {}) =>
  server.fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const everythingOf = async (reply: Response) => ({
  status: reply.status,
  location: reply.headers.get('location'),
  body: await reply.text(),
})

test('a registration that is sent again is answered as the first time: status, headers and body', async () => {
  const [input, key] = [newInput(), { 'idempotency-key': crypto.randomUUID() }]
  const first = await everythingOf(await post('/users', input, key))
  expect(first).toMatchObject({ status: 201, location: expect.stringContaining('/api/v1/users/') })
  expect(await everythingOf(await post('/users', input, key))).toEqual(first)
  const [before, after] = JSON.stringify(input).split(',') as [string, string]
  const sameInAnotherWriting = `{ ${after.slice(0, -1)} ,${before.slice(1)} }`
  expect(await everythingOf(await post('/users', sameInAnotherWriting, key))).toEqual(first)
})

test('so is a refusal', async () => {
  const { email } = await server.person()
  const key = { 'idempotency-key': crypto.randomUUID() }
  for (const _ of [1, 2]) {
    const reply = await post('/users', { email, password: TEST_PASSWORD }, key)
    expect(reply.status).toBe(409)
    expect(await reply.json()).toMatchObject({ code: 'EMAIL_TAKEN' })
  }
})

test('another body under the same key is 422 at the header', async () => {
  const key = { 'idempotency-key': crypto.randomUUID() }
  expect((await post('/users', newInput(), key)).status).toBe(201)
  const reply = await post('/users', newInput(), key)
  expect(reply.status).toBe(422)
  expect(await reply.json()).toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [{ pointer: '/idempotency_key', code: 'reused' }],
  })
})

test('twenty registrations at once make one account, and are told the same or to wait', async () => {
  const [input, key] = [newInput(), { 'idempotency-key': crypto.randomUUID() }]
  const replies = await Promise.all(Array.from({ length: 20 }, () => post('/users', input, key)))
  const statuses = replies.map(({ status }) => status)
  expect(statuses).toContain(201)
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
  for (const reply of replies.filter(({ status }) => status === 409)) {
    expect(reply.headers.get('retry-after')).toBe('1')
    expect(await reply.json()).toMatchObject({ code: 'CONFLICT' })
  }
  expect(await server.world.db.client.user.count({ where: { email: input.email } })).toBe(1)
})

test('an API key that is asked for again has the same secret, and for somebody else it is another', async () => {
  const expires_at = new Date(server.world.services.now().getTime() + 3600_000).toISOString()
  const body = { name: 'Export', scopes: ['users:read'], expires_at }
  const other = await server.person({ role: 'admin' })
  const make = async (by: Person) => {
    const reply = await post('/api-keys', body, { ...bearer(by), 'idempotency-key': 'nightly-export' })
    expect(reply.status).toBe(201)
    return (await reply.json()) as { readonly id: string; readonly secret: string }
  }
  const first = await make(admin)
  expect(await make(admin)).toEqual(first)
  expect((await make(other)).id).not.toBe(first.id)
  expect((await post('/api-keys', body, { 'idempotency-key': 'nightly-export' })).status).toBe(401)
  expect(server.log()).not.toContain(first.secret)
})

test('an invitation that is sent again mails once', async () => {
  const input = { email: newInput().email, idempotencyKey: 'invite-once' }
  for (const wire of wires) expect((await server.call(wire, 'users.invite', input, admin)).ok).toBe(true)
  expect(await server.world.mailsTo(input.email)).toHaveLength(1)
})

test('the key goes in quotes or without, and over tRPC it is a field', async () => {
  const [input, key] = [newInput(), crypto.randomUUID()]
  const first = await (await post('/users', input, { 'idempotency-key': `"${key}"` })).json()
  const second = await (await post('/users', input, { 'idempotency-key': key })).json()
  expect(second).toEqual(first)
  const third = await server.call('tRPC', 'users.register', { ...input, idempotencyKey: key })
  expect(third).toMatchObject({ ok: true, data: { id: (first as { id: string }).id } })
})

test.each(['', '""', 'two words', 'a, b', 'schlüssel', 'x'.repeat(256)])('the key %j is refused', async (key) => {
  const reply = await post('/users', newInput(), { 'idempotency-key': key })
  expect(reply.status).toBe(422)
  expect(await reply.json()).toMatchObject({ errors: [{ pointer: '/idempotency_key' }] })
})

test('in a REST body it is an unknown key', async () => {
  const reply = await post('/users', { ...newInput(), idempotency_key: 'x' })
  expect(await reply.json()).toMatchObject({ errors: [{ pointer: '/idempotency_key', code: 'unrecognized_keys' }] })
})
