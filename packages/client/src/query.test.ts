import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { createTRPCClient, TRPCClientError } from '@trpc/client'
import { expect, test } from 'vitest'
import { createRosterClient } from './index.ts'
import { rosterQueries } from './query.ts'
import { ada, createFakeServer } from './testing/fake-server.ts'
import { type RosterRouter, rosterLink } from './trpc.ts'

async function signedIn() {
  const server = createFakeServer()
  const client = createRosterClient({ url: 'http://roster.test', fetch: server.fetch })
  await client.auth.signIn({ email: 'ada@example.com', password: 'x' })
  return { server, client }
}

test('queries have keys that name them, and fetch through the client', async () => {
  const { client } = await signedIn()
  const roster = rosterQueries(client)
  const queryClient = new QueryClient()
  expect(roster.users.get.queryKey({ userId: 'me' })).toEqual(['roster', 'users', 'get', { userId: 'me' }])
  expect(roster.users.list.queryKey()).toEqual(['roster', 'users', 'list'])
  expect(await queryClient.fetchQuery(roster.users.get.queryOptions({ userId: 'me' }))).toEqual(ada)
  expect(queryClient.getQueryData(roster.users.get.queryKey({ userId: 'me' }))).toEqual(ada)
})

test('pages follow the cursor to the last one', async () => {
  const { server, client } = await signedIn()
  server.on('users.list', ({ input }) => {
    const { cursor, limit } = input as { cursor?: string; limit: number }
    return { data: { items: [limit], nextCursor: cursor === undefined ? 'second' : null } }
  })
  const options = rosterQueries(client).users.list.infiniteQueryOptions({ limit: 5 })
  const { pages, pageParams } = await new QueryClient().fetchInfiniteQuery({ ...options, pages: 9 })
  expect([pages.map(({ items }) => items), pageParams]).toEqual([
    [[5], [5]],
    [null, 'second'],
  ])
})

test('an error of a query is an error of the client, and is not tried again', async () => {
  const { server, client } = await signedIn()
  server.on('users.list', () => ({ problem: 'FORBIDDEN', status: 403 }))
  const observer = new QueryObserver(new QueryClient(), rosterQueries(client).users.list.queryOptions())
  const { error } = await observer.refetch()
  expect([(error as { code?: string } | null)?.code, server.count('users.list')]).toEqual(['FORBIDDEN', 1])
})

test('mutations take their input', async () => {
  const { server, client } = await signedIn()
  const { mutationFn, mutationKey } = rosterQueries(client).users.update.mutationOptions()
  await mutationFn({ userId: 'me', name: 'Ada' })
  expect([mutationKey, server.requests.at(-1)?.inputs]).toEqual([
    ['roster', 'users', 'update'],
    [{ userId: 'me', name: 'Ada' }],
  ])
})

test("tRPC's own client goes through the session, and gets tRPC's own errors", async () => {
  const { server, client } = await signedIn()
  const trpc = createTRPCClient<RosterRouter>({ links: [rosterLink(client)] })
  expect(await trpc.users.get.query({ userId: 'me' })).toEqual(ada)
  server.on('users.list', () => ({ problem: 'RATE_LIMITED', status: 429, retryAfterSeconds: 60 }))
  const error: unknown = await trpc.users.list.query().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TRPCClientError)
  expect((error as TRPCClientError<RosterRouter>).data).toMatchObject({ reason: 'RATE_LIMITED', retryAfterSeconds: 60 })
})
