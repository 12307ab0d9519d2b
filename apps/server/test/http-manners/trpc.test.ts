import type { appRouter } from '@roster/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer } from '../support/live-server.ts'
import { bearer, json, post } from '../support/wire.ts'

const API = '/api/v1'

let server: LiveServer
let user: Person
let admin: Person
beforeAll(async () => {
  server = await startServer()
  user = await server.person()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

describe('tRPC batches', () => {
  const batch = (path: string, inputs: object, init: RequestInit = {}) =>
    server.fetch(`/trpc/${path}?batch=1`, { ...post(JSON.stringify(inputs)), ...init })
  const guesses = (count: number, email: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [index, { email, password: `guess ${index}` }]))
  const logins = (count: number) => Array.from({ length: count }, () => 'users.login').join(',')

  test('hold ten calls', async () => {
    const reply = await batch(logins(10), guesses(10, 'batch-ten@example.com'))
    expect(await reply.json()).toHaveLength(10)
  })

  test('of eleven calls are refused as a whole', async () => {
    const reply = await batch(logins(11), guesses(11, 'batch-eleven@example.com'))
    const body = await reply.json()
    expect([reply.status, reply.headers.get('content-type')?.split(';')[0]]).toEqual([400, 'application/json'])
    expect(JSON.stringify(body)).toContain('MALFORMED_REQUEST')
    expect(JSON.stringify(body)).not.toContain('INVALID_CREDENTIALS')
  })

  test('answer each call for itself, with an envelope for an unknown one', async () => {
    const query = `input=${encodeURIComponent(JSON.stringify({ 0: { userId: 'me' }, 1: { userId: admin.id } }))}`
    const reply = await server.fetch(`/trpc/users.get,users.get,users.nothing?batch=1&${query}`, {
      headers: bearer(user),
    })
    expect(reply.status).toBe(207)
    expect(await reply.json()).toEqual([
      { result: { data: expect.objectContaining({ id: user.id }) } },
      { error: expect.objectContaining({ data: expect.objectContaining({ reason: 'FORBIDDEN' }) }) },
      { error: expect.objectContaining({ data: expect.objectContaining({ code: 'NOT_FOUND', reason: 'NOT_FOUND' }) }) },
    ])
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.has('etag')).toBe(false)
  })

  test('refuse unreadable input for every call in them', async () => {
    const body = '{"0":{"email":"a@example.com","password":"x"},"0":{"email":"b@example.com","password":"x"}}'
    const reply = await batch('users.login', {}, { body })
    expect(await reply.json()).toMatchObject([
      { error: { data: { code: 'PARSE_ERROR', reason: 'MALFORMED_REQUEST' } } },
    ])
  })

  test('count call by call against the limits, together with the other wire', async () => {
    await using limited = await startServer({ settings: { rateLimitScale: 0.02 } })
    const headers = { ...json, 'x-forwarded-for': '203.0.113.7' }
    const guess = (index: number) => ({ email: `limited-${index}@example.com`, password: 'guess' })
    const body = JSON.stringify({ 0: guess(0), 1: guess(1), 2: guess(2) })
    const reply = await limited.fetch(`/trpc/${logins(3)}?batch=1`, { method: 'POST', headers, body })
    const codes = ((await reply.json()) as { error: { data: { reason: string } } }[]).map(
      ({ error }) => error.data.reason,
    )
    expect(codes.sort()).toEqual(['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'RATE_LIMITED'])
    const other = await limited.fetch(`${API}/users/login`, { method: 'POST', headers, body: JSON.stringify(guess(3)) })
    expect(other.status).toBe(429)
    expect(Number(other.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('tRPC', () => {
  test('answers an unknown procedure in its envelope', async () => {
    for (const path of [
      '/trpc/nothing',
      '/trpc/users',
      '/trpc/users.nothing',
      '/trpc/users.get/',
      '/trpc/__proto__',
      '/trpc/constructor',
      '/trpc/users.__proto__',
      '/trpc/users.get.x',
    ]) {
      for (const init of [{}, post('{}')]) {
        const reply = await server.fetch(path, init)
        expect([path, reply.status]).toEqual([path, 404])
        expect(await reply.json()).toMatchObject({
          error: { data: { code: 'NOT_FOUND', reason: 'NOT_FOUND', httpStatus: 404 } },
        })
      }
    }
  })

  test('carries no data where REST answers 204', async () => {
    const person = await server.person()
    const reply = await server.fetch('/trpc/users.logout', { method: 'POST', headers: bearer(person) })
    expect([reply.status, await reply.json()]).toEqual([200, { result: {} }])
  })

  test('refuses a bad escape and a NUL character in the path and the query', async () => {
    for (const path of [
      'users.get?input=%zz',
      'users.get?input=%ff',
      'users.get?input=%7B%22userId%22%3A%22%5Cu0000%22%7D',
      'users.get?input=%00',
      'users.get?x=%zz',
      'users.logout?x=%zz',
      '%zz',
      'users%00.get',
      'users.get%',
      'users.get?input={}&input={}',
    ]) {
      const method = path.startsWith('users.logout') ? 'POST' : 'GET'
      const reply = await server.fetch(`/trpc/${path}`, { method, headers: bearer(user) })
      expect([path, reply.status]).toEqual([path, 400])
      expect(await reply.json()).toMatchObject({ error: { data: { reason: 'MALFORMED_REQUEST' } } })
    }
  })

  test('takes no input beside the one that counts', async () => {
    for (const body of ['{"x":1}', '[]', '5', '"x"', '{"json":{}}']) {
      const result = await server.trpc('users.logout', { ...post(body), as: user })
      expect([body, result.ok]).toEqual([body, false])
    }
  })

  test('shows its clients a reason that they can narrow on', async () => {
    const { createTRPCClient, httpBatchLink, TRPCClientError } = await import('@trpc/client')
    const client = createTRPCClient<typeof appRouter>({
      links: [httpBatchLink({ url: `${server.url}/trpc`, headers: bearer(user) })],
    })
    const [me, page] = await Promise.allSettled([client.users.get.query({ userId: 'me' }), client.users.list.query()])
    expect(me).toMatchObject({ status: 'fulfilled', value: { id: user.id, email: user.email } })
    const error: unknown = page.status === 'rejected' ? page.reason : undefined
    if (!(error instanceof TRPCClientError)) throw new Error('That should have failed')
    expect(error.data).toMatchObject({ code: 'FORBIDDEN', reason: 'FORBIDDEN', httpStatus: 403 })
  })
})
