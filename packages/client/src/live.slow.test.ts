import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createRosterClient, isRosterError, memoryTokens, type RosterClientOptions, type UserRead } from './index.ts'
import { ADMIN, type ServerProcess, startProxy, startServerProcess } from './testing/server.ts'

// Against a real server. Its access tokens live for two seconds, so that their end is part of every story.
const TOKEN_MS = 2000

vi.setConfig({ testTimeout: 60_000 })
const PASSWORD = 'correct horse battery staple'

let server: ServerProcess
beforeAll(async () => {
  server = await startServerProcess({ ACCESS_TOKEN_TTL_SECONDS: String(TOKEN_MS / 1000) })
}, 60_000)
afterAll(() => server?.[Symbol.asyncDispose]())

const clientOf = (options: Partial<RosterClientOptions> = {}) => createRosterClient({ url: server.url, ...options })

let people = 0
async function person(): Promise<{ readonly email: string; readonly password: string }> {
  const email = `person-${++people}@example.com`
  await clientOf().users.register.mutate({ email, password: PASSWORD, name: 'Ada' })
  return { email, password: PASSWORD }
}

test('registering, signing in, reading, changing and signing out', async () => {
  const { email, password } = await person()
  const reasons: string[] = []
  const client = clientOf({ onSignedOut: (reason) => reasons.push(reason) })
  expect(await client.auth.restore()).toBeNull()
  const user = await client.auth.signIn({ email: email.toUpperCase(), password })
  expect(user).toMatchObject({ email, role: 'user' } satisfies Partial<UserRead>)
  expect(client.auth.state).toEqual({ status: 'signedIn', user })

  expect(await client.users.get.query({ userId: 'me' })).toEqual(user)
  await client.users.update.mutate({ userId: 'me', name: 'Ada Lovelace' })
  expect(client.auth.user?.name).toBe('Ada Lovelace')
  const { items } = await client.sessions.list.query({ userId: 'me' })
  expect(items).toMatchObject([{ current: true }])

  await client.auth.signOut()
  expect(client.auth.state).toEqual({ status: 'signedOut', user: null })
  expect(reasons).toEqual(['signedOut'])
  const { data, error } = await client.safe(client.users.get.query({ userId: 'me' }))
  expect([data, error?.code]).toEqual([undefined, 'UNAUTHENTICATED'])
})

test('errors are values with a code, fields by name, and an id to ask for', async () => {
  const { email } = await person()
  const client = clientOf()
  const taken = await client.safe(client.users.register.mutate({ email, password: PASSWORD }))
  expect(isRosterError(taken.error, 'EMAIL_TAKEN')).toBe(true)
  expect(taken.error).toMatchObject({ status: 409, requestId: expect.any(String) })
  const invalid = await client.safe(client.users.register.mutate({ email: 'nobody', password: 'short' }))
  expect(invalid.error?.fields.email).toMatchObject({ code: 'invalid_email' })
  expect(invalid.error?.fields.password?.message).toContain('8')
  await expect(client.auth.signIn({ email, password: 'not the password' })).rejects.toMatchObject({
    code: 'INVALID_CREDENTIALS',
  })
})

test('an administrator lists users, and the ETag guards a change', async () => {
  const client = clientOf()
  await client.auth.signIn(ADMIN)
  const page = await client.users.list.query({ limit: 1, includeTotal: true })
  expect(page).toMatchObject({ items: [{ id: expect.any(String) }], total: expect.any(Number) })
  const { id } = await clientOf().users.register.mutate({ email: 'etag@example.com', password: PASSWORD })
  let ifMatch: string | undefined
  await client.users.get.query(
    { userId: id },
    { onReply: ({ headers }) => (ifMatch = headers.get('etag') ?? undefined) },
  )
  await client.users.update.mutate({ userId: id, name: 'First', ifMatch })
  const second = await client.safe(client.users.update.mutate({ userId: id, name: 'Second', ifMatch }))
  expect(second.error?.code).toBe('VERSION_CONFLICT')
})

test('fifty calls around the end of a token are all answered after one refresh', async () => {
  await using proxy = await startProxy(server.url)
  const client = clientOf({ url: proxy.url, onSignedOut: () => expect.unreachable() })
  await client.auth.signIn(await person())
  await sleep(TOKEN_MS + 100)
  const users = await Promise.all(Array.from({ length: 50 }, () => client.users.get.query({ userId: 'me' })))
  expect(new Set(users.map(({ id }) => id)).size).toBe(1)
  expect(proxy.requests.filter((each) => each.endsWith('users.refresh'))).toHaveLength(1)
  expect(proxy.requests.filter((each) => each.includes('users.get'))).toHaveLength(5)
})

test('nobody notices the end of tokens in a steady stream of calls, nor do two clients of one person', async () => {
  const who = await person()
  const clients = [clientOf({ onSignedOut: () => expect.unreachable() }), clientOf()]
  for (const client of clients) await client.auth.signIn(who)
  const until = Date.now() + 2.5 * TOKEN_MS
  let calls = 0
  while (Date.now() < until) {
    await Promise.all(
      clients.flatMap((client) => Array.from({ length: 5 }, () => client.users.get.query({ userId: 'me' }))),
    )
    calls += 10
  }
  expect(calls).toBeGreaterThan(50)
})

test('a lost reply to a refresh costs nothing', async () => {
  await using proxy = await startProxy(server.url)
  const client = clientOf({ url: proxy.url, onSignedOut: () => expect.unreachable() })
  await client.auth.signIn(await person())
  await sleep(TOKEN_MS + 100)
  proxy.loseReplies('users.refresh', 2)
  await Promise.all(Array.from({ length: 20 }, () => client.users.get.query({ userId: 'me' })))
  await sleep(TOKEN_MS + 100)
  expect(await client.users.get.query({ userId: 'me' })).toMatchObject({ email: client.auth.user?.email })
})

test('a lost reply to a query is asked for again, and one to a mutation is not', async () => {
  await using proxy = await startProxy(server.url)
  const client = clientOf({ url: proxy.url })
  await client.auth.signIn(await person())
  proxy.loseReplies('users.get', 2)
  expect(await client.users.get.query({ userId: 'me' })).toBeDefined()
  proxy.loseReplies('users.update', 1)
  const { error } = await client.safe(client.users.update.mutate({ userId: 'me', name: 'Once' }))
  expect(error?.code).toBe('NETWORK')
  expect(proxy.requests.filter((each) => each.includes('users.update'))).toHaveLength(1)
  expect(client.auth.state.status).toBe('signedIn')
})

test('a restart of the server loses no query and no session', async () => {
  const client = clientOf({ onSignedOut: () => expect.unreachable() })
  await client.auth.signIn(await person())
  let pending: Promise<UserRead[]> | undefined
  await server.restart(async () => {
    await sleep(TOKEN_MS)
    pending = Promise.all(Array.from({ length: 50 }, () => client.users.get.query({ userId: 'me' })))
    pending.catch(() => undefined)
  })
  expect(await pending).toHaveLength(50)
}, 60_000)

test('a session that was ended elsewhere is over, and that is told once', async () => {
  const who = await person()
  const reasons: string[] = []
  const client = clientOf({ onSignedOut: (reason) => reasons.push(reason) })
  const other = clientOf()
  await client.auth.signIn(who)
  await other.auth.signIn(who)
  await other.sessions.revokeAll.mutate({ userId: 'me' })
  const results = await Promise.all(
    Array.from({ length: 20 }, () => client.safe(client.users.get.query({ userId: 'me' }))),
  )
  expect(new Set(results.map(({ error }) => error?.code))).toEqual(new Set(['UNAUTHENTICATED']))
  expect(reasons).toEqual(['expired'])
})

test('two tabs that share a store refresh one after the other and stay signed in', async () => {
  await using proxy = await startProxy(server.url)
  const tokens = { ...memoryTokens(), sharedAs: 'live test' }
  const onSignedOut = () => expect.unreachable()
  const first = clientOf({ url: proxy.url, tokens, onSignedOut })
  const second = clientOf({ url: proxy.url, tokens, onSignedOut })
  await first.auth.signIn(await person())
  expect((await second.auth.restore())?.id).toBe(first.auth.user?.id)
  for (let round = 1; round <= 3; round++) {
    await sleep(TOKEN_MS + 100)
    await Promise.all(
      [first, second].flatMap((tab) => Array.from({ length: 25 }, () => tab.users.get.query({ userId: 'me' }))),
    )
    expect(proxy.requests.filter((each) => each.endsWith('users.refresh'))).toHaveLength(round)
  }
})
