import { apiKeyScopes } from '@roster/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Key, type LiveServer, type Person, startServer } from './support/live-server.ts'
import { operations } from './support/operations.ts'
import { writeLines } from './support/raw-socket.ts'
import { bearer, wires } from './support/wire.ts'

let server: LiveServer
let admin: Person
beforeAll(async () => {
  server = await startServer()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

const inAnHour = () => new Date(server.world.services.now().getTime() + 3600_000).toISOString()

test('there is a scope for every procedure that takes a credential, and a group for each kind of them', () => {
  const grantable = operations.filter(({ id, access }) => ['user', 'admin'].includes(access) && !inPerson.has(id))
  for (const { id } of grantable) expect(apiKeyScopes).toContain(id)
  expect(apiKeyScopes).toEqual(expect.arrayContaining(['users:read', 'users:write', 'sessions:read', 'audit:read']))
  expect(apiKeyScopes).not.toContain('audit:write')
  for (const id of [...inPerson, 'users.register', 'users.login', 'users.resetPassword', 'apiKeys:write']) {
    expect(apiKeyScopes).not.toContain(id)
  }
})
const inPerson = new Set(['users.logout', 'apiKeys.create', 'apiKeys.list', 'apiKeys.revoke'])

test('a key is made, used, listed and revoked over REST, and the secret is never seen again', async () => {
  const body = JSON.stringify({ name: 'Export', scopes: ['users:read'], expires_at: inAnHour() })
  const headers = { 'content-type': 'application/json' }
  const made = await server.rest('/api-keys', { method: 'POST', headers, body, as: admin })
  expect(made).toMatchObject({ ok: true, status: 201 })
  expect(made.headers.get('cache-control')).toBe('no-store')
  const { id, secret } = (made.ok ? made.data : {}) as { id: string; secret: string }
  const key = { token: secret }
  expect(await server.rest('/users?limit=1', { as: key })).toMatchObject({ ok: true, status: 200 })
  expect(await server.rest('/users/me', { as: key })).toMatchObject({ ok: false, status: 403, code: 'FORBIDDEN' })
  const list = await server.rest('/api-keys', { as: admin })
  expect(JSON.stringify(list)).toContain(id)
  expect(JSON.stringify(list)).not.toContain(secret)
  expect(await server.rest(`/api-keys/${id}`, { method: 'DELETE', as: admin })).toMatchObject({ status: 204 })
  const refused = await server.rest('/users?limit=1', { as: key })
  expect(refused).toMatchObject({ ok: false, status: 401, code: 'UNAUTHENTICATED' })
  expect(refused.headers.get('www-authenticate')).not.toBeNull()
})

test('an unknown scope is named in the refusal', async () => {
  for (const scope of ['users:delete', 'users', '*', 'users.*', 'apiKeys.create', 'users.login', 'users.logout', '']) {
    const input = { name: 'x', scopes: ['users:read', scope], expiresAt: inAnHour() }
    const result = await server.call('REST', 'apiKeys.create', input, admin)
    expect(result).toMatchObject({ ok: false, code: 'VALIDATION_FAILED', errors: [{ pointer: '/scopes/1' }] })
  }
})

describe('a wrong key', () => {
  let key: Key
  beforeAll(async () => {
    key = await server.key(['users:read'], { by: admin })
  })

  const wrong: Readonly<Record<string, (secret: string) => string>> = {
    'the prefix alone': (secret) => secret.slice(0, 11),
    'another mark': (secret) => secret.replace('rstr_', 'rstx_'),
    'in capitals': (secret) => secret.toUpperCase(),
    'a character more': (secret) => `${secret}0`,
    'a character less': (secret) => secret.slice(0, -1),
    'a typo': (secret) => secret.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
    'turned around': (secret) => [...secret].reverse().join(''),
    'as a JWT': (secret) => `eyJhbGciOiJub25lIn0.${secret}.`,
    'behind a JWT': (secret) => `${admin.token}.${secret}`,
    'with an equals sign': (secret) => `${secret}=`,
    "somebody's access token behind the mark": () => `rstr_${admin.token}`,
    'a refresh token behind the mark': () => `rstr_${admin.refreshToken}`,
    "the key's id": () => key.keyId,
  }

  test.each(Object.entries(wrong))('%s is 401 on both wires', async (_, change) => {
    for (const wire of wires) {
      const result = await server.call(wire, 'users.list', {}, { token: change(key.token) })
      expect(result).toMatchObject({ ok: false, status: 401, code: 'UNAUTHENTICATED' })
    }
  })

  test.each(['Basic', 'Token', 'ApiKey', 'Bearer:', ''])('a right one as "%s" is 401', async (scheme) => {
    const reply = await server.fetch('/api/v1/users', { headers: { authorization: `${scheme} ${key.token}`.trim() } })
    expect(reply.status).toBe(401)
  })

  test('a right one in a query, a cookie or another header is no credential', async () => {
    const { token } = key
    const cookie = `api_key=${token}; __Host-roster-refresh=${token}`
    const headers = { cookie, 'x-api-key': token, 'api-key': token, 'proxy-authorization': `Bearer ${token}` }
    expect((await server.fetch('/api/v1/users', { headers })).status).toBe(401)
    expect((await server.fetch(`/api/v1/users?access_token=${token}`)).status).toBe(401)
  })

  test('beside an access token neither counts', async () => {
    const reply = await writeLines(server.url, [
      'GET /api/v1/users HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${key.token}`,
      `Authorization: Bearer ${admin.token}`,
      'Connection: close',
    ])
    expect(reply.status).toBe(401)
  })

  test('is no refresh token and no mailed token', async () => {
    expect(await server.call('tRPC', 'users.refresh', { refreshToken: key.token })).toMatchObject({ ok: false })
    expect(await server.call('tRPC', 'users.verifyEmail', { token: key.token })).toMatchObject({ ok: false })
  })
})

test('a key works from its ranges alone, by the address that the trusted proxy names', async () => {
  const key = await server.key(['users:read'], { ipRanges: ['203.0.113.0/24', '2001:db8::/32'] })
  const from = (address: string) =>
    server.call('REST', 'users.list', {}, { ...key, headers: { 'x-forwarded-for': address } })
  for (const address of ['203.0.113.9', '2001:db8::9', '::ffff:203.0.113.9'])
    expect((await from(address)).ok).toBe(true)
  for (const address of ['198.51.100.9', '2001:db9::9']) {
    expect(await from(address)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
  }
})

test('each key has limits of its own', async () => {
  await using strict = await startServer({ settings: { rateLimitScale: 1 / 300 } })
  const by = await strict.person({ role: 'admin' })
  const [first, second] = [await strict.key(['users:read'], { by }), await strict.key(['users:read'], { by })]
  const { units } = strict.world.services.limits.quotas.reads
  const codes = async (caller: Key) => (await strict.call('REST', 'users.list', {}, caller)).status
  for (let n = 0; n < units; n++) expect(await codes(first)).toBe(200)
  expect(await codes(first)).toBe(429)
  expect(await codes(second)).toBe(200)
})

test('the log names the key and never holds the secret', async () => {
  const key = await server.key(['users:read'])
  await server.fetch(`/api/v1/users?limit=1&x=${key.token}`, { headers: bearer(key) })
  await server.fetch(`/api/v1/${key.token}`, { headers: { ...bearer(key), 'user-agent': key.token } })
  await server.fetch('/api/v1/users?limit=1', { headers: bearer(key) })
  const log = server.log()
  expect(log).toContain(`"apiKeyId":"${key.keyId}"`)
  expect(log).not.toContain(key.token)
  expect(log).not.toContain(key.token.slice(11))
})
