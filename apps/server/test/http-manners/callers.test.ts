import { DomainError } from '@roster/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from '../support/live-server.ts'
import { operation } from '../support/operations.ts'
import { codeOf, type Failure, pointersOf, readReply, requestOf, wires } from '../support/wire.ts'

let server: LiveServer
let user: Person
let admin: Person
beforeAll(async () => {
  server = await startServer()
  user = await server.person()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

describe.each(wires)('over %s', (wire) => {
  const call = (id: string, input?: unknown, by?: Person) => server.call(wire, id, input, by)

  test('a caller hears of authentication first, then of the role, then of the input, then of whose it is', async () => {
    const wrong = { userId: 'nobody', surprise: 1 }
    expect(codeOf(await call('users.update', wrong))).toBe('UNAUTHENTICATED')
    expect(codeOf(await call('users.delete', wrong, user))).toBe('FORBIDDEN')
    expect(codeOf(await call('users.list', { limit: 'x' }, user))).toBe('FORBIDDEN')
    expect(codeOf(await call('users.update', { userId: admin.id, name: 5 }, user))).toBe('VALIDATION_FAILED')
    expect(codeOf(await call('users.update', { userId: admin.id, name: 'x' }, user))).toBe('FORBIDDEN')
  })

  test('a stale credential on an open operation is ignored', async () => {
    const stale = { ...user, token: 'stale' }
    expect(codeOf(await call('users.login', { email: user.email, password: TEST_PASSWORD }, stale))).toBe('success')
    expect(codeOf(await call('users.resetPassword', { email: user.email }, stale))).toBe('success')
    expect(pointersOf(await call('users.resetPassword', {}, stale))).toEqual(['/email'])
  })

  test('every 401 says how to authenticate', async () => {
    const calls: readonly [string, unknown, Person?][] = [
      ['users.get', { userId: 'me' }],
      ['users.get', { userId: 'me' }, { ...user, token: 'x' }],
      ['users.login', { email: user.email, password: 'wrong' }],
      ['users.refresh', { refreshToken: 'wrong' }],
    ]
    for (const [id, input, by] of calls) {
      const result = await call(id, input, by)
      expect([id, result.status]).toEqual([id, 401])
      expect(result.headers.get('www-authenticate')).toMatch(/^Bearer realm="roster"/)
    }
  })

  test.each([
    'Basic dXNlcjpwYXNz',
    'Bearer',
    'Bearer ',
    'Bearer  ',
    'bearer x y',
    'Bearer null',
    'Bearer undefined',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    `Bearer ${'a.'.repeat(3000)}`,
    'Token x',
    'Bearer é',
    ',',
  ])('the credential %j is none', async (authorization) => {
    const result = await server.call(wire, 'users.get', { userId: 'me' }, { headers: { authorization } })
    expect(codeOf(result)).toBe('UNAUTHENTICATED')
  })

  test('the scheme of a credential may be written in any case', async () => {
    const headers = { authorization: `bEARER ${user.token}` }
    expect(await server.call(wire, 'users.get', { userId: 'me' }, { headers })).toMatchObject({ ok: true })
  })

  test('a token in the query, the body or a cookie is no credential', async () => {
    const { url, ...init } = requestOf(wire, operation('users.get'), { userId: 'me' })
    const path = `${url}${url.includes('?') ? '&' : '?'}access_token=${user.token}`
    const headers = { cookie: `access_token=${user.token}; token=${user.token}` }
    expect(codeOf(await readReply(wire, await server.fetch(path, { ...init, headers })))).toBe('UNAUTHENTICATED')
  })

  test('everything that needs a credential, or gives one, is not to be stored, refusals included', async () => {
    for (const { id, input, by } of [
      { id: 'users.get', input: { userId: 'me' }, by: user },
      { id: 'users.get', input: { userId: 'me' }, by: undefined },
      { id: 'users.get', input: { userId: admin.id }, by: user },
      { id: 'users.list', input: {}, by: admin },
      { id: 'users.login', input: { email: user.email, password: TEST_PASSWORD }, by: undefined },
      { id: 'users.login', input: { email: user.email, password: 'wrong' }, by: undefined },
      { id: 'users.login', input: {}, by: undefined },
      { id: 'users.register', input: { email: `store-${wire}@example.com`, password: TEST_PASSWORD }, by: undefined },
    ]) {
      expect((await call(id, input, by)).headers.get('cache-control')).toBe('no-store')
    }
  })

  test('a sign-in that fails looks the same, whatever is wrong with it', async () => {
    const deleted = await server.person({ status: 'deleted' })
    const attempts = [
      { email: user.email, password: 'not the password' },
      { email: deleted.email, password: TEST_PASSWORD },
      { email: `unknown-${wire}@example.com`, password: TEST_PASSWORD },
      { email: 'no address at all', password: TEST_PASSWORD },
    ]
    const replies = await Promise.all(
      attempts.map(async (input) => {
        const caller = { headers: { 'x-request-id': 'the-same' } }
        const reply = await server.send(requestOf(wire, operation('users.login'), input, caller))
        const headers = [...reply.headers].filter(([name]) => name !== 'date' && name !== 'ratelimit')
        return { status: reply.status, headers, body: await reply.text() }
      }),
    )
    expect(replies[0]?.status).toBe(401)
    for (const reply of replies) expect(reply).toEqual(replies[0])
  })

  test('an overload says when to come back', async () => {
    using _ = server.failWith(new DomainError('OVERLOADED', { retryAfterSeconds: 7 }))
    const result = await call('users.login', { email: user.email, password: TEST_PASSWORD })
    expect(result).toMatchObject({ ok: false, status: 503, code: 'OVERLOADED', retryAfterSeconds: 7 })
    expect(result.headers.get('retry-after')).toBe('7')
  })

  test('an accident is told to the log and to nobody else', async () => {
    using _ = server.failWith(new Error('SELECT secret FROM users at db.internal:5432'))
    const result = (await call('users.get', { userId: 'me' }, user)) as Failure
    expect(result).toMatchObject({
      ok: false,
      status: 500,
      code: 'INTERNAL',
      detail: 'Something went wrong on our side.',
    })
    expect(server.log()).toContain(result.headers.get('x-request-id'))
    expect(server.log()).toContain('db.internal:5432')
  })

  test('a password may hold any characters, and none of them is lost', async () => {
    for (const [index, password] of [
      '  spaces around  ',
      '\u{1f98a}\u{1f98a}\u{1f98a}\u{1f98a}\u{1f98a}\u{1f98a}\u{1f98a}\u{1f98a}',
      'tab\tand\nline and \u0007',
      `long ${'é'.repeat(123)}`,
    ].entries()) {
      const email = `any-${wire}-${index}@example.com`
      expect(codeOf(await call('users.register', { email, password }))).toBe('success')
      expect(codeOf(await call('users.login', { email, password }))).toBe('success')
      expect(codeOf(await call('users.login', { email, password: password.trim().slice(0, 72) }))).toBe(
        password.trim().slice(0, 72) === password ? 'success' : 'INVALID_CREDENTIALS',
      )
    }
  })

  test.each([
    '',
    'x',
    '@',
    'a@b',
    "' OR 1=1 --",
    'ada@example.com\n',
    '\u{1f98a}'.repeat(254),
    `${'a'.repeat(242)}@example.com`,
  ])('signing in with the address %j is answered like an unknown one', async (email) => {
    const result = await call('users.login', { email, password: 'whatever it is' })
    expect(codeOf(result)).toBe('INVALID_CREDENTIALS')
  })

  test('signing in takes no more than 254 characters as an address', async () => {
    expect(pointersOf(await call('users.login', { email: 'a'.repeat(255), password: 'x' }))).toEqual(['/email'])
  })
})
