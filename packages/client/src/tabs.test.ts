import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRosterClient, memoryTokens, type RosterClientOptions, type Tokens } from './index.ts'
import { createFakeServer, type FakeServer } from './testing/fake-server.ts'

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
    inputs: [{ retryKey: expect.any(String) }],
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

test('tabs that share a store go on with the refresh that one of them has begun and not finished', async () => {
  const server = createFakeServer()
  const tokens = { ...memoryTokens(), sharedAs: 'lost replies' }
  const tabs = [clientOf(server, { tokens }), clientOf(server, { tokens })]
  await tabs[0]?.client.auth.signIn(login)
  await tabs[1]?.client.auth.restore()
  await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
  server.loseReplies('users.refresh', 100)
  const lost = tabs.map(({ client }) => client.safe(client.users.get.query(me)))
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS)
  await Promise.all(lost)
  server.loseReplies('users.refresh', 0)
  await Promise.all(tabs.map(({ client }) => client.users.get.query(me)))
  expect(tabs.flatMap(({ reasons }) => reasons)).toEqual([])
})

test('in cookie mode a reload goes on with a refresh whose answer was lost, and signing in begins anew', async () => {
  const page = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => page.get(name) ?? null,
    setItem: (name: string, value: string) => void page.set(name, value),
    removeItem: (name: string) => void page.delete(name),
  })
  try {
    const server = createFakeServer()
    const tab = () => clientOf(server, { tokens: 'cookie', url: 'http://page.test' }).client
    const client = tab()
    await client.auth.signIn(login)
    await vi.advanceTimersByTimeAsync(16 * MINUTE_MS)
    const lose = async () => {
      server.loseReplies('users.refresh', 100)
      const lost = client.safe(client.users.get.query(me))
      await vi.advanceTimersByTimeAsync(5 * MINUTE_MS)
      await lost
      server.loseReplies('users.refresh', 0)
    }
    await lose()
    expect([...page.values()]).toEqual([expect.stringMatching(/^[\w-]{24}$/)])
    expect((await tab().auth.restore())?.name).toBe('Ada')
    expect(page.size).toBe(0)

    await lose()
    expect(page.size).toBe(1)
    await client.auth.signIn(login)
    expect(page.size).toBe(0)
  } finally {
    vi.unstubAllGlobals()
  }
})
