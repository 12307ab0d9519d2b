import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRosterClient, memoryTokens, type RosterClientOptions, type Tokens } from './index.ts'
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
  expect(sent).toEqual(Array.from({ length: 3 }, () => ({ refreshToken: 'refresh-1' })))
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

test('tabs that share a store refresh once and sign out together', async () => {
  const server = createFakeServer()
  const kept = memoryTokens()
  const changed = new Set<() => void>()
  const tokens = {
    sharedAs: 'tabs',
    get: kept.get,
    set(next: Tokens | null) {
      void kept.set(next)
      for (const notify of changed) notify()
    },
    subscribe(notify: () => void) {
      changed.add(notify)
      return () => changed.delete(notify)
    },
  }
  const tabs = [clientOf(server, { tokens }), clientOf(server, { tokens }), clientOf(server, { tokens })]
  await tabs[0]?.client.auth.signIn(login)
  for (const { client } of tabs) await client.auth.restore()
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  await Promise.all(tabs.flatMap(({ client }) => [client.users.get.query(me), client.users.get.query(me)]))
  expect(server.count('users.refresh')).toBe(1)
  await tabs[0]?.client.auth.signOut()
  await vi.advanceTimersByTimeAsync(1)
  expect(tabs.map(({ client, reasons }) => [client.auth.state.status, reasons])).toEqual(
    Array.from({ length: 3 }, () => ['signedOut', ['signedOut']]),
  )
})

test('without Web Locks, tabs that refresh at once are not signed out by each other', async () => {
  vi.stubGlobal('navigator', {})
  try {
    const server = createFakeServer()
    const tokens = { ...memoryTokens(), sharedAs: 'no locks' }
    const tabs = [clientOf(server, { tokens }), clientOf(server, { tokens })]
    await tabs[0]?.client.auth.signIn(login)
    await tabs[1]?.client.auth.restore()
    await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
    await Promise.all(tabs.map(({ client }) => client.users.get.query(me)))
    expect(server.count('users.refresh')).toBe(1)
    expect(tabs.flatMap(({ reasons }) => reasons)).toEqual([])
  } finally {
    vi.unstubAllGlobals()
  }
})

test('another process that has refreshed meanwhile is believed, not the refusal', async () => {
  const server = createFakeServer()
  const tokens = { ...memoryTokens(), sharedAs: 'processes' }
  const { client, reasons } = clientOf(server, { tokens })
  await client.auth.signIn(login)
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  server.before(async ({ paths }) => {
    if (paths[0] !== 'users.refresh') return
    server.before(() => undefined)
    const elsewhere = clientOf(server, { tokens: memoryTokens(await tokens.get()) })
    await elsewhere.client.auth.accessToken()
    await tokens.set({
      ...((await tokens.get()) as Tokens),
      accessToken: 'access-2',
      refreshToken: 'refresh-2',
      expiresAt: Date.now() + 60_000,
    })
  })
  expect((await client.users.get.query(me)).name).toBe('Ada')
  expect(reasons).toEqual([])
})

test('in cookie mode the refresh token never passes through scripts, and the cookie is asked who is there', async () => {
  const server = createFakeServer()
  const { client } = clientOf(server, { tokens: 'cookie' })
  await client.auth.signIn(login)
  expect(server.requests[0]?.headers).toMatchObject({ 'x-roster-refresh': 'cookie' })

  const reloaded = clientOf(server, { tokens: 'cookie' }).client
  expect((await reloaded.users.get.query(me)).name).toBe('Ada')
  expect(server.requests.find(({ paths }) => paths[0] === 'users.refresh')).toMatchObject({
    inputs: [{}],
    headers: { 'x-roster-refresh': 'cookie' },
  })
  expect(server.requests.at(-1)?.headers).not.toHaveProperty('x-roster-refresh')
  await reloaded.auth.signOut()
  expect(server.requests.at(-1)).toMatchObject({ inputs: [{}], headers: { 'x-roster-refresh': 'cookie' } })
})

test('in cookie mode a stranger is signed out quietly, and open calls do not ask', async () => {
  const server = createFakeServer()
  const { client, reasons } = clientOf(server, { tokens: 'cookie' })
  await client.users.register.mutate({ email: 'a@example.com', password: 'x' })
  expect(server.count('users.refresh')).toBe(0)
  expect(await client.auth.restore()).toBeNull()
  expect((await client.safe(client.users.get.query(me))).error?.code).toBe('UNAUTHENTICATED')
  expect([server.count('users.refresh'), reasons]).toEqual([1, []])
})
