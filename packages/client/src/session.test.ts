import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRosterClient, memoryTokens, type RosterClientOptions, type TokenStore, type Tokens } from './index.ts'
import { ada, createFakeServer, type FakeServer } from './testing/fake-server.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const me = { userId: 'me' }
const login = { email: 'ada@example.com', password: 'x' }
const MINUTE_MS = 60_000

let name = 0
function clientOf(server: FakeServer, options: Partial<RosterClientOptions> = {}) {
  const reasons: string[] = []
  const url = 'url' in options ? '' : `http://roster-${++name}.test`
  const client = createRosterClient({
    url,
    fetch: server.fetch,
    onSignedOut: (reason) => reasons.push(reason),
    ...options,
  })
  return { client, reasons }
}

test('however many calls find the token expired, there is one refresh', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  await Promise.all(Array.from({ length: 50 }, () => client.users.get.query(me)))
  expect([server.count('users.refresh'), server.count('users.get')]).toEqual([1, 50])
})

test('shortly before expiry the token is renewed while calls go on with the old one', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(14.4 * MINUTE_MS)
  await client.users.get.query(me)
  expect(server.count('users.refresh')).toBe(0)
  await vi.advanceTimersByTimeAsync(0.2 * MINUTE_MS)
  await client.users.get.query(me)
  await client.users.get.query(me)
  expect(server.count('users.refresh')).toBe(1)
  expect(server.requests.map(({ headers }) => headers.authorization?.slice(7)).filter(Boolean)).toEqual([
    'access-1',
    'access-1',
    'access-2',
  ])
})

test('a token that the server refuses is replaced once, also under a mutation', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  server.on('users.update', ({ token }) =>
    token === 'access-1' ? { problem: 'UNAUTHENTICATED', status: 401 } : { data: ada },
  )
  server.on('users.list', () => ({ problem: 'UNAUTHENTICATED', status: 401 }))
  await client.users.update.mutate(me)
  expect([server.count('users.refresh'), server.count('users.update')]).toEqual([1, 2])
  expect((await client.safe(client.users.list.query())).error?.code).toBe('UNAUTHENTICATED')
  expect([server.count('users.refresh'), server.count('users.list')]).toEqual([2, 2])
  expect(client.auth.state.status).toBe('signedIn')
})

test('a refused refresh signs out once, and nothing is sent for it again', async () => {
  const server = createFakeServer()
  const { client, reasons } = clientOf(server)
  await client.auth.signIn(login)
  server.endSession()
  const results = await Promise.all(Array.from({ length: 50 }, () => client.safe(client.users.get.query(me))))
  expect(new Set(results.map(({ error }) => error?.code))).toEqual(new Set(['UNAUTHENTICATED']))
  await client.safe(client.users.get.query(me))
  expect([reasons, server.count('users.refresh')]).toEqual([['expired'], 1])
})

test.each([
  ['a broken connection', new TypeError('fetch failed')],
  ['a proxy', { status: 502, body: 'Bad gateway' }],
  ['a hotel', { status: 200, body: '<html>' }],
])('%s signs nobody out', async (_, reply) => {
  const server = createFakeServer()
  const { client, reasons } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  server.replyWith(...Array.from({ length: 40 }, () => reply))
  const failed = client.safe(client.users.get.query(me, { retry: false }))
  await vi.advanceTimersByTimeAsync(MINUTE_MS)
  expect(['NETWORK', 'BAD_REPLY']).toContain((await failed).error?.code)
  const retried = client.users.get.query(me, { timeoutMs: 10 * MINUTE_MS })
  const outcome = retried.then(
    () => 'ok',
    () => 'failed',
  )
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS)
  await outcome
  server.replyWith()
  expect([reasons, client.auth.state.status]).toEqual([[], 'signedIn'])
})

test('a refresh whose answer was lost is repeated with the same token', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  server.replyWith(new TypeError('fetch failed'), new TypeError('fetch failed'))
  const call = client.users.get.query(me)
  await vi.advanceTimersByTimeAsync(5000)
  await call
  const sent = server.requests.filter(({ paths }) => paths[0] === 'users.refresh').map(({ inputs }) => inputs[0])
  const retryKey = expect.stringMatching(/^[\w-]{24}$/)
  expect(sent).toEqual(Array.from({ length: 3 }, () => ({ refreshToken: 'refresh-1', retryKey })))
  expect(new Set(sent.map((input) => JSON.stringify(input))).size).toBe(1)
})

test('an answer to a refresh that was lost before the network went away is had again much later', async () => {
  const server = createFakeServer()
  const { client, reasons } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  server.loseReplies('users.refresh', 100)
  const failed = client.safe(client.users.get.query(me))
  await vi.advanceTimersByTimeAsync(60 * MINUTE_MS)
  expect((await failed).error?.code).toBe('TIMEOUT')
  server.loseReplies('users.refresh', 0)
  expect((await client.users.get.query(me)).name).toBe('Ada')
  expect([reasons, await client.auth.accessToken()]).toEqual([[], 'access-2'])
})

test('a refresh that was under way when the process ended is gone on with by the next, with its key', async () => {
  const server = createFakeServer()
  const tokens = memoryTokens()
  const first = clientOf(server, { tokens })
  await first.client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  server.loseReplies('users.refresh', 100)
  const lost = first.client.safe(first.client.users.get.query(me))
  await vi.advanceTimersByTimeAsync(MINUTE_MS)
  await lost
  expect(await tokens.get()).toMatchObject({ refreshToken: 'refresh-1', retryKey: expect.any(String) })

  server.loseReplies('users.refresh', 0)
  const second = clientOf(server, { tokens })
  expect((await second.client.users.get.query(me)).name).toBe('Ada')
  expect(await tokens.get()).toMatchObject({ refreshToken: 'refresh-2' })
  expect(await tokens.get()).not.toHaveProperty('retryKey')
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  await second.client.users.get.query(me)
  const keys = server.requests
    .filter(({ paths }) => paths[0] === 'users.refresh')
    .map(({ inputs }) => (inputs[0] as { retryKey: string }).retryKey)
  expect(new Set(keys.slice(0, -1)).size).toBe(1)
  expect(keys.at(-1)).not.toBe(keys[0])
})

test.each<[string, (store: TokenStore) => TokenStore, string | undefined]>([
  [
    'a store that is full',
    (store) => ({
      ...store,
      set: () => {
        throw new Error('full')
      },
    }),
    undefined,
  ],
  ['a key that somebody has spoilt', (store) => store, '<script>'],
])('%s keeps nobody from refreshing', async (_, change, retryKey) => {
  const server = createFakeServer()
  const before = clientOf(server, { tokens: memoryTokens() })
  await before.client.auth.signIn(login)
  const kept: Tokens = {
    ...{ accessToken: 'access-1', expiresAt: 0, lifetimeMs: 900_000, refreshToken: 'refresh-1', user: ada, retryKey },
  }
  const { client, reasons } = clientOf(server, { tokens: change(memoryTokens(kept)) })
  expect((await client.users.get.query(me)).name).toBe('Ada')
  expect(reasons).toEqual([])
})

test('a refresh whose answer hangs is repeated within the time that the server allows for it', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  let hangs = 2
  server.before(({ paths }) => {
    const isHanging = paths[0] === 'users.refresh' && hangs-- > 0
    return isHanging ? new Promise(() => undefined) : undefined
  })
  const call = client.users.get.query(me)
  await vi.advanceTimersByTimeAsync(9000)
  expect([(await call).name, server.count('users.refresh')]).toEqual(['Ada', 3])
})

test('giving up a call does not end the refresh that others wait for', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  server.before(() => gate)
  const controller = new AbortController()
  const given = client.safe(client.users.get.query(me, { signal: controller.signal }))
  const other = client.users.get.query(me)
  await vi.advanceTimersByTimeAsync(1)
  controller.abort()
  expect((await given).error?.code).toBe('ABORTED')
  open()
  expect((await other).name).toBe('Ada')
})

test('whoever signs in or out while a refresh is on its way has the last word', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  server.before(({ paths }) => (paths[0] === 'users.refresh' ? gate : undefined))
  const call = client.safe(client.users.get.query(me))
  await vi.advanceTimersByTimeAsync(1)
  await client.auth.signIn(login)
  open()
  expect((await call).data?.name).toBe('Ada')
  expect(await client.auth.accessToken()).toBe('access-2')
})

test('reading the user again while a refresh is on its way loses neither', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(14.6 * MINUTE_MS)
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  server.before(({ paths }) => (paths[0] === 'users.refresh' ? gate : undefined))
  await client.users.get.query(me)
  open()
  await vi.advanceTimersByTimeAsync(1)
  expect(await client.auth.accessToken()).toBe('access-2')
})

test('signing out tells the server, and forgets the session also when that fails', async () => {
  const server = createFakeServer()
  const { client, reasons } = clientOf(server)
  await client.auth.signIn(login)
  await client.auth.signOut()
  await client.auth.signOut()
  expect([server.count('users.logout'), reasons, client.auth.user]).toEqual([1, ['signedOut'], null])

  await client.auth.signIn(login)
  server.before(() => {
    throw new TypeError('fetch failed')
  })
  const leaving = expect(client.auth.signOut()).rejects.toMatchObject({ code: 'NETWORK' })
  await vi.advanceTimersByTimeAsync(30_000)
  await leaving
  expect(client.auth.state.status).toBe('signedOut')
})

test('listeners hear of every change, and the state is the same object in between', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server)
  const heard: string[] = []
  const stop = client.auth.subscribe(() => heard.push(client.auth.state.status))
  expect(client.auth.state).toBe(client.auth.state)
  await client.auth.restore()
  await client.users.login.mutate(login)
  expect(client.auth.state).toBe(client.auth.state)
  stop()
  await client.users.logout.mutate()
  expect(heard).toEqual(['signedOut', 'signedIn'])
})

test('a session is found again in a store, and renewed there', async () => {
  const server = createFakeServer()
  const tokens = memoryTokens()
  const first = clientOf(server, { tokens })
  await first.client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  const second = clientOf(server, { tokens })
  expect(second.client.auth.state.status).toBe('unknown')
  expect((await second.client.auth.restore())?.name).toBe('Ada')
  expect(await tokens.get()).toMatchObject({ refreshToken: 'refresh-2' } satisfies Partial<Tokens>)
})
