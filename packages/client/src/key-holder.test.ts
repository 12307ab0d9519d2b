import { expect, test } from 'vitest'
import { createRosterClient } from './index.ts'
import { createFakeServer } from './testing/fake-server.ts'

function program() {
  const server = createFakeServer()
  server.on('users.list', ({ token }) =>
    token === 'rstr_key' ? { data: { items: [], nextCursor: null } } : { problem: 'UNAUTHENTICATED', status: 401 },
  )
  const client = (apiKey: string) => createRosterClient({ url: 'http://roster.test', fetch: server.fetch, apiKey })
  return { server, client }
}

test('an API key goes with every call that takes a credential, and nobody is signed in', async () => {
  const { server, client } = program()
  const roster = client('rstr_key')
  await roster.users.list.query()
  await roster.users.register.mutate({ email: 'a@example.com', password: 'x' })
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer rstr_key', undefined])
  expect(roster.auth.state).toEqual({ status: 'signedOut', user: null })
  expect(await roster.auth.accessToken()).toBe('rstr_key')
})

test('a key that is refused is not renewed, and its calls fail after one request', async () => {
  const { server, client } = program()
  const { error } = await client('rstr_old').safe(client('rstr_old').users.list.query())
  expect(error?.code).toBe('UNAUTHENTICATED')
  expect(server.requests).toHaveLength(1)
})
