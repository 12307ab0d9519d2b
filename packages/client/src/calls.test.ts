import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRosterClient, type ErrorCode, type RosterClientOptions } from './index.ts'
import { createFakeServer } from './testing/fake-server.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function signedIn(options: Partial<RosterClientOptions> = {}) {
  const server = createFakeServer()
  const client = createRosterClient({ url: 'http://roster.test/', fetch: server.fetch, ...options })
  await client.auth.signIn({ email: 'ada@example.com', password: 'x' })
  return { server, client, requests: () => server.requests.slice(1) }
}

const me = { userId: 'me' }

test('calls that are made together go in batches of ten at the most', async () => {
  const { client, requests } = await signedIn()
  await Promise.all(Array.from({ length: 25 }, (_, index) => client.users.list.query({ limit: index + 1 })))
  expect(requests().map(({ paths }) => paths.length)).toEqual([10, 10, 5])
  expect(requests().flatMap(({ inputs }) => inputs)).toEqual(Array.from({ length: 25 }, (_, i) => ({ limit: i + 1 })))
})

test('each call of a batch has an outcome of its own', async () => {
  const { server, client, requests } = await signedIn()
  server.on('users.list', () => ({ problem: 'FORBIDDEN', status: 403 }))
  const [user, list] = await Promise.all([
    client.safe(client.users.get.query(me)),
    client.safe(client.users.list.query()),
  ])
  expect(requests()).toHaveLength(1)
  expect([user.data?.name, list.error?.code, list.error?.requestId]).toEqual(['Ada', 'FORBIDDEN', 'r1'])
})

test('queries and mutations, and what has to do with signing in, are in requests of their own', async () => {
  const { client, requests } = await signedIn()
  await Promise.all([
    client.users.get.query(me),
    client.users.restore.mutate(me),
    client.users.register.mutate({ email: 'a@example.com', password: 'x' }),
    client.users.register.mutate({ email: 'b@example.com', password: 'x' }),
    client.users.get.query(me, { batch: false }),
    client.users.delete.mutate(me),
  ])
  expect(
    requests()
      .map(({ method, paths }) => `${method} ${paths}`)
      .sort(),
  ).toEqual([
    'GET users.get',
    'GET users.get',
    'POST users.register',
    'POST users.register',
    'POST users.restore,users.delete',
  ])
})

test('a batch of queries fits into a URL', async () => {
  const { client, requests } = await signedIn()
  await Promise.all(Array.from({ length: 10 }, () => client.users.list.query({ search: 'ü'.repeat(200) })))
  expect(requests().length).toBeGreaterThan(1)
})

test('a call shows its reply to those who ask, and is not batched then', async () => {
  const { client, requests } = await signedIn()
  let etag: string | null | undefined
  await Promise.all([
    client.users.get.query(me, {
      onReply: ({ headers }) => {
        etag = headers.get('etag')
      },
    }),
    client.users.get.query(me),
  ])
  expect([etag, requests().length]).toEqual(['"1"', 2])
})

test('headers of the client are in every request, and the session adds its own', async () => {
  let n = 0
  const { client, requests } = await signedIn({ headers: () => ({ 'x-forwarded-for': `192.0.2.${++n}` }) })
  await client.users.get.query(me)
  expect(requests()[0]?.headers).toMatchObject({ 'x-forwarded-for': '192.0.2.2', authorization: 'Bearer access-1' })
})

test.each(['RATE_LIMITED', 'OVERLOADED', 'DATABASE_UNAVAILABLE'] as ErrorCode[])(
  'a query that meets %s is asked again when the server says, and not before',
  async (problem) => {
    const { server, client } = await signedIn()
    let failures = 2
    server.on('users.list', () => (failures-- > 0 ? { problem, status: 503, retryAfterSeconds: 3 } : { data: 'here' }))
    const call = client.users.list.query()
    await vi.advanceTimersByTimeAsync(2900)
    expect(server.count('users.list')).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect([await call, server.count('users.list')]).toEqual(['here', 3])
  },
)

test('a wait that is longer than the call may take is left to the caller', async () => {
  const { server, client } = await signedIn()
  server.on('users.list', () => ({ problem: 'RATE_LIMITED', status: 429, retryAfterSeconds: 60 }))
  const { error } = await client.safe(client.users.list.query())
  expect([error?.code, error?.retryAfterSeconds, server.count('users.list')]).toEqual(['RATE_LIMITED', 60, 1])
})

test('a mutation without an idempotency key is never sent twice, whatever happens to it', async () => {
  const { server, client } = await signedIn()
  server.on('users.update', () => ({ problem: 'OVERLOADED', status: 503, retryAfterSeconds: 1 }))
  expect((await client.safe(client.users.update.mutate(me))).error?.code).toBe('OVERLOADED')
  server.replyWith(new TypeError('fetch failed'), { status: 502, body: '<html>' })
  expect((await client.safe(client.users.update.mutate(me))).error?.code).toBe('NETWORK')
  expect((await client.safe(client.users.update.mutate(me))).error).toMatchObject({ code: 'NETWORK', status: 502 })
  expect(server.count('users.update')).toBe(3)
})

test('a mutation with an idempotency key is sent until it is answered, each time with the same key', async () => {
  const { server, client, requests } = await signedIn()
  server.replyWith(new TypeError('fetch failed'), { status: 502, body: '<html>' })
  let isBusy = true
  server.on('users.register', () => {
    if (!isBusy) return { data: { id: '1' } }
    isBusy = false
    return { problem: 'CONFLICT', status: 409, retryAfterSeconds: 1 }
  })
  const input = { email: 'a@example.com', password: 'x', idempotencyKey: 'k' }
  const call = client.users.register.mutate(input)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await call).toEqual({ id: '1' })
  expect(requests().flatMap(({ inputs }) => inputs)).toEqual([input, input, input, input])
})

test('a query goes on through broken connections and the pages of proxies', async () => {
  const { server, client } = await signedIn()
  server.replyWith(new TypeError('fetch failed'), { status: 502, body: 'Bad gateway' }, { status: 503, body: '' })
  const call = client.users.get.query(me)
  await vi.advanceTimersByTimeAsync(5000)
  expect([(await call).name, server.count('users.get')]).toEqual(['Ada', 4])
})

test('a server that stays away is given up after a while, or at once if that is what is asked for', async () => {
  const { server, client } = await signedIn()
  server.before(() => {
    throw new TypeError('fetch failed')
  })
  const patient = client.safe(client.users.get.query(me))
  const hasty = client.safe(client.users.get.query(me, { retry: false }))
  expect((await hasty).error?.code).toBe('NETWORK')
  await vi.advanceTimersByTimeAsync(30_000)
  expect((await patient).error?.code).toBe('NETWORK')
  expect(client.auth.state.status).toBe('signedIn')
})

test('something else that answers is told from Roster', async () => {
  const { server, client } = await signedIn()
  server.replyWith(
    { status: 200, body: '<html>Welcome to the hotel</html>' },
    { status: 404, body: '{"nothing":true}' },
  )
  expect((await client.safe(client.users.get.query(me))).error).toMatchObject({ code: 'BAD_REPLY', status: 200 })
  expect((await client.safe(client.users.get.query(me))).error).toMatchObject({ code: 'BAD_REPLY', status: 404 })
})

test('a call that takes too long fails, and its request is ended', async () => {
  const { server, client } = await signedIn()
  const ended: unknown[] = []
  server.before(({ signal }) => {
    signal?.addEventListener('abort', () => ended.push(signal.reason))
    return new Promise(() => undefined)
  })
  const call = client.safe(client.users.update.mutate(me, { timeoutMs: 1000 }))
  await vi.advanceTimersByTimeAsync(1000)
  expect((await call).error?.code).toBe('TIMEOUT')
  expect(ended).toHaveLength(1)
})

test('a query whose answer hangs is asked again within its time', async () => {
  const { server, client } = await signedIn()
  let hangs = 1
  server.before(() => (hangs-- > 0 ? new Promise(() => undefined) : undefined))
  const call = client.users.get.query(me, { timeoutMs: 9000 })
  await vi.advanceTimersByTimeAsync(4000)
  expect((await call).name).toBe('Ada')
})

test('an aborted call fails at once, and the others of its batch do not', async () => {
  const { server, client } = await signedIn()
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  server.before(() => gate)
  const controller = new AbortController()
  const given = client.safe(client.users.get.query(me, { signal: controller.signal }))
  const other = client.users.get.query(me)
  await vi.advanceTimersByTimeAsync(1)
  controller.abort(new Error('left the page'))
  expect((await given).error).toMatchObject({ code: 'ABORTED', cause: new Error('left the page') })
  open()
  expect((await other).name).toBe('Ada')
  const before = server.requests.length
  expect((await client.safe(client.users.get.query(me, { signal: controller.signal }))).error?.code).toBe('ABORTED')
  expect(server.requests.length).toBe(before)
})

test('no timer is left when a call is over', async () => {
  const { client } = await signedIn()
  await client.users.get.query(me)
  expect(vi.getTimerCount()).toBe(0)
})

test('a mistake of the program is no value', async () => {
  const { client } = await signedIn()
  await expect(client.safe(Promise.reject(new TypeError('oops')))).rejects.toThrow('oops')
})
