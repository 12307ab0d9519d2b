import type { appRouter } from '@roster/api'
import { DomainError } from '@roster/domain'
import { toCamel } from '@roster/rest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from './support/live-server.ts'
import { operation, operations } from './support/operations.ts'
import { sendRaw } from './support/raw-http.ts'
import { type Failure, type Result, readReply, requestOf, type Wire, wires } from './support/wire.ts'

const API = '/api/v1'
const ORIGIN = 'https://app.example'
const UUID = '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'

let server: LiveServer
let user: Person
let admin: Person
beforeAll(async () => {
  server = await startServer({ env: { corsOrigins: [ORIGIN] } })
  user = await server.person()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

const bearer = ({ token }: Pick<Person, 'token'>) => ({ authorization: `Bearer ${token}` })
const json = { 'content-type': 'application/json' }

async function rest(path: string, init: RequestInit & { readonly as?: Person } = {}): Promise<Result> {
  const { as, ...rest } = init
  const headers = { ...rest.headers, ...(as && bearer(as)) }
  return readReply('REST', await server.fetch(API + path, { ...rest, headers }))
}

async function trpc(path: string, init: RequestInit & { readonly as?: Person } = {}): Promise<Result> {
  const { as, ...rest } = init
  const headers = { ...rest.headers, ...(as && bearer(as)) }
  return readReply('tRPC', await server.fetch(`/trpc/${path}`, { ...rest, headers }))
}

const post = (body: string, headers: Record<string, string> = json) => ({ method: 'POST', headers, body })

/** What an operation says to a body, on either wire. */
const sendBody = (
  wire: Wire,
  id: string,
  body: string | Uint8Array,
  headers: Record<string, string> = json,
  as?: Person,
) =>
  wire === 'REST'
    ? rest(operation(id).path, { method: operation(id).method, headers, body: body as string, ...(as && { as }) })
    : trpc(id, { method: 'POST', headers, body: body as string, ...(as && { as }) })

const pointersOf = (result: Result) => (result.ok ? [] : (result.errors ?? []).map(({ pointer }) => pointer))
const codeOf = (result: Result) => (result.ok ? 'success' : result.code)

/** Every path of the REST API with the methods that are documented for it. */
const paths = [...Map.groupBy(operations, ({ path }) => path)].map(([path, ops]) => {
  const methods = ops.flatMap(({ id, method }) => (id === 'users.update' ? ['PUT', 'PATCH'] : [method]))
  const documented = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => methods.includes(method))
  const allow = [...documented.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
  return {
    path,
    url: API + path.replace('{user_id}', 'me').replace('{session_id}', UUID),
    methods,
    allow: allow.join(', '),
  }
})

describe('methods', () => {
  test.each(paths)(
    'OPTIONS $path answers 204 with what is allowed, with and without a slash at the end',
    async (at) => {
      for (const url of [at.url, `${at.url}/`]) {
        const reply = await server.fetch(url, { method: 'OPTIONS' })
        expect([reply.status, reply.headers.get('allow'), await reply.text()]).toEqual([204, at.allow, ''])
      }
    },
  )

  test.each(paths)('$path answers every other method with 405 and exactly what is allowed', async (at) => {
    const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].filter((m) => !at.allow.includes(m))
    for (const url of [at.url, `${at.url}/`]) {
      for (const method of others) {
        const reply = await server.fetch(url, { method, headers: bearer(admin) })
        expect([method, reply.status, reply.headers.get('allow')]).toEqual([method, 405, at.allow])
        if (method !== 'HEAD') expect(await reply.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 })
      }
    }
  })

  test('HEAD answers like GET, without a body', async () => {
    const urls = [
      ...paths.filter(({ methods }) => methods.includes('GET')).map(({ url }) => url),
      `${API}/openapi.json`,
      `/trpc/users.get?input=${encodeURIComponent('{"userId":"me"}')}`,
      '/docs',
      '/health/live',
      '/health/ready',
      '/.well-known/jwks.json',
      '/',
      '/metrics',
      `${API}/nothing`,
    ]
    for (const url of urls) {
      const [get, head] = await Promise.all(
        ['GET', 'HEAD'].map((method) =>
          server.fetch(url, { method, headers: { ...bearer(admin), 'x-request-id': 'one' } }),
        ),
      )
      const headersOf = (reply: Response | undefined) =>
        Object.fromEntries(
          [...(reply?.headers ?? [])].filter(
            ([name]) => !/^(date|ratelimit|connection|keep-alive|content-length|transfer-encoding)$/.test(name),
          ),
        )
      expect([url, head?.status, headersOf(head)]).toEqual([url, get?.status, headersOf(get)])
      expect(await head?.text()).toBe('')
    }
  })

  test('the places outside the API name what they allow, too', async () => {
    for (const url of [
      '/',
      '/docs',
      '/health/live',
      '/health/ready',
      '/.well-known/jwks.json',
      '/metrics',
      `${API}/openapi.json`,
    ]) {
      const options = await server.fetch(url, { method: 'OPTIONS' })
      expect([url, options.status, options.headers.get('allow')]).toEqual([url, 204, 'GET, HEAD, OPTIONS'])
      const refused = await server.fetch(url, { method: 'POST' })
      expect([url, refused.status, refused.headers.get('allow')]).toEqual([url, 405, 'GET, HEAD, OPTIONS'])
    }
  })

  test('a method override is not heard', async () => {
    const result = await rest('/users/me', { as: user, headers: { 'x-http-method-override': 'DELETE' } })
    expect(result).toMatchObject({ ok: true, status: 200 })
  })

  test('tRPC refuses a method that does not go with a procedure, and says which does', async () => {
    const query = await server.fetch('/trpc/users.list', { ...post('{}'), headers: { ...json, ...bearer(admin) } })
    const mutation = await server.fetch('/trpc/users.logout', { headers: bearer(user) })
    const neither = await server.fetch('/trpc/users.logout', { method: 'DELETE', headers: bearer(user) })
    for (const reply of [query, mutation, neither]) {
      expect(reply.status).toBe(405)
      expect(await reply.json()).toMatchObject({
        error: { data: { code: 'METHOD_NOT_SUPPORTED', reason: 'METHOD_NOT_ALLOWED' } },
      })
    }
    expect(query.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
    expect(mutation.headers.get('allow')).toBe('POST, OPTIONS')
    expect(neither.headers.get('allow')).toBe('POST, OPTIONS')
  })
})

describe('paths', () => {
  test('a slash at the end makes no difference and no redirect', async () => {
    for (const path of ['/users/me', '/users/me/sessions']) {
      const [without, withSlash] = [await rest(path, { as: user }), await rest(`${path}/`, { as: user })]
      expect(withSlash).toMatchObject({ ok: true, status: 200 })
      expect(withSlash.ok && withSlash.data).toEqual(without.ok && without.data)
    }
  })

  test('a static path wins over a parameter, whatever the method', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await server.fetch(`${API}/users/login`, { method, headers: bearer(admin) })
      expect([method, reply.status, reply.headers.get('allow')]).toEqual([method, 405, 'POST, OPTIONS'])
    }
  })

  test('parameters are percent-decoded', async () => {
    expect(await rest('/users/%6d%65', { as: user })).toMatchObject({ ok: true, data: { id: user.id } })
    expect(await rest(`/users/${user.id.replace('-', '%2D')}`, { as: user })).toMatchObject({ ok: true })
    expect(await rest(`/users/${user.id.toUpperCase()}`, { as: user })).toMatchObject({
      ok: true,
      data: { id: user.id },
    })
    expect(codeOf(await rest('/users/%2e%2e%2fmetrics', { as: user }))).toBe('VALIDATION_FAILED')
  })

  test.each(['nobody', 'ME', '1', UUID.slice(1), `${UUID} `, 'me%00me', '*', 'null', 'undefined', "'%20OR%201=1--"])(
    'a user id that is neither a UUID nor me is refused: %s',
    async (id) => {
      const result = await rest(`/users/${encodeURIComponent(decodeURIComponent(id))}`, { as: admin })
      if (id.includes('%00')) return expect(result).toMatchObject({ ok: false, status: 400, code: 'MALFORMED_REQUEST' })
      expect(result).toMatchObject({ ok: false, status: 422, code: 'VALIDATION_FAILED' })
      expect(pointersOf(result)).toEqual(['/userId'])
    },
  )

  test('paths that are not there are problem documents under /api and /trpc, and the console elsewhere', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/v2/users',
      `${API}/nothing`,
      `${API}/users/me/nothing`,
      '/trpc',
      '/trpc/',
    ]) {
      for (const headers of [{}, { accept: 'text/html' }]) {
        const reply = await server.fetch(path, { headers })
        expect([path, reply.status, reply.headers.get('content-type')]).toEqual([
          path,
          404,
          'application/problem+json; charset=utf-8',
        ])
        expect(await reply.json()).toMatchObject({ code: 'NOT_FOUND', type: 'http://roster.test/errors/NOT_FOUND' })
      }
    }
    const page = await server.fetch('/nothing', { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  })
})

describe('query values', () => {
  const list = (query: string) => rest(`/users?${query}`, { as: admin })

  test.each([
    ['limit=abc', '/limit'],
    ['limit=', '/limit'],
    ['limit', '/limit'],
    ['limit=0x10', '/limit'],
    ['limit=1e1', '/limit'],
    ['limit=%2B5', '/limit'],
    ['limit=+5', '/limit'],
    ['limit=5%20', '/limit'],
    ['limit=5.5', '/limit'],
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=-1', '/limit'],
    ['limit=99999999999999999999', '/limit'],
    ['limit=null', '/limit'],
    ['limit=NaN', '/limit'],
    ['limit=%D9%A5', '/limit'],
    ['limit=5&limit=6', '/limit'],
    ['limit=5&limit=5', '/limit'],
    ['limit[]=5', '/limit[]'],
    ['include_total=1', '/includeTotal'],
    ['include_total=TRUE', '/includeTotal'],
    ['include_total=yes', '/includeTotal'],
    ['include_total=', '/includeTotal'],
    ['include_total=true&include_total=true', '/includeTotal'],
    ['includeTotal=true', '/includeTotal'],
    ['role=Admin', '/role'],
    ['role=', '/role'],
    ['role=user&role=admin', '/role'],
    ['role=constructor', '/role'],
    ['status=DELETED', '/status'],
    ['sort=password_hash', '/sort'],
    ['sort=created_at,email', '/sort'],
    ['sort=createdAt', '/sort'],
    ['sort=--email', '/sort'],
    ['cursor=', '/cursor'],
    ['cursor=AAAA', '/cursor'],
    [`cursor=${'A'.repeat(4000)}`, '/cursor'],
    ['created_after=yesterday', '/createdAfter'],
    ['created_after=2026-01-01', '/createdAfter'],
    ['created_after=2026-01-01T00:00:00', '/createdAfter'],
    ['created_after=2026-02-30T00:00:00Z', '/createdAfter'],
    ['created_after=2026-01-01T00:00:00+01:00', '/createdAfter'],
    ['created_after=0000-01-01T00:00:00Z', '/createdAfter'],
    ['created_before=1767225600', '/createdBefore'],
    [`search=${'x'.repeat(201)}`, '/search'],
    ['search=a&search=b', '/search'],
    ['password_hash=x', '/passwordHash'],
    ['__proto__=x', '/__proto__'],
    ['constructor=x', '/constructor'],
    ['deleted=true', '/deleted'],
  ])('%s is refused at %s', async (query, pointer) => {
    const result = await list(query)
    expect(result).toMatchObject({ ok: false, status: 422, code: 'VALIDATION_FAILED' })
    expect([...new Set(pointersOf(result))]).toEqual([toCamel(pointer)])
  })

  test.each([
    'limit=5',
    'limit=100',
    'include_total=true',
    'include_total=false',
    'search=',
    'search=%25',
    'search=_',
    'search=%5C',
    "search='%3B--",
    'search=%F0%9F%A6%8A',
    'search=a+b',
    'created_after=2026-01-01T00:00:00%2B01:00',
    'created_before=9999-12-31T23:59:59.999999Z',
    'created_after=0001-01-01T00:00:00Z',
    'status=deleted',
    '',
    '&&',
  ])('%s is taken', async (query) => {
    expect(await list(query)).toMatchObject({ ok: true, status: 200 })
  })

  test('false is false', async () => {
    expect(await list('include_total=true')).toMatchObject({ data: { total: expect.any(Number) } })
    const without = await list('include_total=false')
    expect(without.ok && without.data).not.toHaveProperty('total')
  })

  test('a query key on an operation without query parameters is refused', async () => {
    for (const [path, method] of [
      ['/users/me', 'GET'],
      ['/users/me', 'PATCH'],
      ['/users/me/sessions', 'GET'],
      ['/users/logout', 'POST'],
    ] as const) {
      const init = method === 'GET' ? { method } : { method, headers: json, body: '{}' }
      const result = await rest(`${path}?debug=true`, { as: user, ...init })
      expect([path, codeOf(result), pointersOf(result)]).toEqual([path, 'VALIDATION_FAILED', ['/debug']])
    }
  })

  test('what is refused on a query is refused on tRPC as well', async () => {
    for (const input of [
      { limit: '5' },
      { limit: 5.5 },
      { includeTotal: 'true' },
      { sort: 'createdAt' },
      { created_after: 'x' },
    ]) {
      const result = await trpc(`users.list?input=${encodeURIComponent(JSON.stringify(input))}`, { as: admin })
      expect(result).toMatchObject({ ok: false, status: 400, code: 'VALIDATION_FAILED' })
      expect(pointersOf(result)).toEqual([`/${Object.keys(input)[0]}`])
    }
  })

  test('a list without an input is the first page on both wires', async () => {
    expect(await rest('/users', { as: admin })).toMatchObject({ ok: true })
    expect(await trpc('users.list', { as: admin })).toMatchObject({ ok: true })
    expect(await trpc('audit.list', { as: admin })).toMatchObject({ ok: true })
  })

  test('the last page has no next cursor and no link', async () => {
    const reply = await server.fetch(`${API}/users?limit=100`, { headers: bearer(admin) })
    expect(await reply.json()).toMatchObject({ next_cursor: null })
    expect(reply.headers.has('link')).toBe(false)
  })
})

describe.each(wires)('a body over %s', (wire) => {
  const register = (body: string | Uint8Array, headers = json as Record<string, string>) =>
    sendBody(wire, 'users.register', body, headers)

  test.each([
    ['an empty one', ''],
    ['no JSON', 'email=ada'],
    ['half of it', '{"email":"a@example.com"'],
    ['two values', '{}{}'],
    ['a comment', '{} // really'],
    ['single quotes', "{'email':'a'}"],
    ['a byte order mark', '\ufeff{}'],
    ['a list', '[]'],
    ['a string', '"x"'],
    ['a number', '5'],
    ['null', 'null'],
    ['NaN', '{"email":NaN}'],
    ['a repeated key', '{"email":"a@example.com","email":"b@example.com","password":"x"}'],
    ['a repeated key in another spelling', '{"email":"a@example.com","\\u0065mail":"b@example.com","password":"x"}'],
    ['a repeated key inside', '{"email":{"a":1,"a":2}}'],
    ['an escaped NUL character', '{"email":"a\\u0000@example.com","password":"a long enough pass phrase"}'],
    ['a NUL character in a key', '{"em\\u0000ail":"x"}'],
    ['a raw NUL character', '{"email":"a\0@example.com"}'],
    ['65 levels', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
    ['half a million levels', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['half a million open objects', '{"a":'.repeat(200_000)],
    ['an invalid escape', '{"email":"\\x41"}'],
    ['a raw line break in a string', '{"email":"a\n"}'],
  ])('that cannot be read is MALFORMED_REQUEST: %s', async (_, body) => {
    expect(await register(body)).toMatchObject({ ok: false, status: 400, code: 'MALFORMED_REQUEST' })
  })

  test('that is not UTF-8 is MALFORMED_REQUEST', async () => {
    const body = Buffer.concat([Buffer.from('{"email":"'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"}')])
    expect(await register(body)).toMatchObject({ ok: false, status: 400, code: 'MALFORMED_REQUEST' })
  })

  test('where one is needed cannot be left out', async () => {
    const path = wire === 'REST' ? `${API}/users` : '/trpc/users.register'
    const result = await readReply(wire, await server.fetch(path, { method: 'POST' }))
    expect(result).toMatchObject({ ok: false, status: 400, code: 'MALFORMED_REQUEST' })
  })

  test('is never coerced', async () => {
    for (const name of [5, true, ['Ada'], { first: 'Ada' }]) {
      const result = await register(JSON.stringify({ email: 'coerced@example.com', password: TEST_PASSWORD, name }))
      expect(result).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' })
      expect(pointersOf(result)).toEqual(['/name'])
    }
  })

  test.each([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'role',
    'isAdmin',
    'if_match',
    'ifMatch',
    '',
  ])('with the key %j is refused at that key', async (key) => {
    const fields = { email: 'polluted@example.com', password: TEST_PASSWORD }
    const body = `${JSON.stringify(fields).slice(0, -1)},${JSON.stringify(key)}:{"isAdmin":true}}`
    const result = await register(body)
    expect(result).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' })
    // The REST helper reads `if_match` as `ifMatch`.
    expect(pointersOf(result)).toEqual([wire === 'REST' ? toCamel(`/${key}`) : `/${key}`])
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
  })

  test('with many unknown keys is answered shortly', async () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, 0]))
    const path = wire === 'REST' ? `${API}/users` : '/trpc/users.register'
    const reply = await server.fetch(path, post(JSON.stringify(many)))
    expect([400, 422]).toContain(reply.status)
    expect((await reply.text()).length).toBeLessThan(50_000)
  })

  test('with a lone surrogate is refused at the field', async () => {
    const bodies = {
      '/email': '{"email":"a\\ud800@example.com","password":"a long enough pass phrase"}',
      '/password': '{"email":"a@example.com","password":"a long \\udfff pass phrase"}',
      '/name': '{"email":"a@example.com","password":"a long enough pass phrase","name":"\\ud83e"}',
    }
    for (const [pointer, body] of Object.entries(bodies)) {
      const result = await register(body)
      expect(codeOf(result)).toBe('VALIDATION_FAILED')
      expect(pointersOf(result)).toEqual([pointer])
    }
    expect(codeOf(await register('{"\\ud800":1}'))).toBe('VALIDATION_FAILED')
  })

  test('over a mebibyte is too large, and one of exactly that size is not', async () => {
    const padded = (bytes: number) => `{"email":"${'x'.repeat(bytes - '{"email":""}'.length)}"}`
    expect(codeOf(await register(padded(1024 * 1024)))).toBe('VALIDATION_FAILED')
    const result = await register(padded(1024 * 1024 + 1))
    expect(result).toMatchObject({ ok: false, status: 413, code: 'PAYLOAD_TOO_LARGE' })
  })

  test('over a mebibyte in chunks is too large, too', async () => {
    const chunk = Buffer.alloc(64 * 1024, 0x20)
    const body = ReadableStream.from(Array.from({ length: 20 }, () => chunk))
    const path = wire === 'REST' ? `${API}/users` : '/trpc/users.register'
    const reply = await server.fetch(path, { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit)
    expect(await readReply(wire, reply)).toMatchObject({ ok: false, status: 413, code: 'PAYLOAD_TOO_LARGE' })
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/octet-stream',
    'application/jsonp',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'text/json',
    'json',
    ';',
  ])('of the type %s is not supported', async (type) => {
    const result = await register('{}', { 'content-type': type })
    expect(result).toMatchObject({ ok: false, status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/vnd.api+json',
  ])('of the type %s is read', async (type) => {
    expect(codeOf(await register('{}', { 'content-type': type }))).toBe('VALIDATION_FAILED')
  })

  test('of a wrong type, or that cannot be read, is no news to somebody who is not signed in', async () => {
    for (const [body, type] of [
      ['a=1', 'application/x-www-form-urlencoded'],
      ['{', 'application/json'],
      ['{}', 'nonsense'],
    ] as const) {
      for (const id of ['users.logout', 'users.update']) {
        const result = await sendBody(wire, id, body, { 'content-type': type })
        expect([id, body, codeOf(result)]).toEqual([id, body, 'UNAUTHENTICATED'])
      }
    }
  })
})

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

describe('versions', () => {
  const etagOf = async (person: Person) => (await rest('/users/me', { as: person })).headers.get('etag') ?? ''

  test('a user has a strong ETag, the same on both wires and after every kind of change', async () => {
    const person = await server.person()
    const first = await etagOf(person)
    expect(first).toMatch(/^"[^"]+"$/)
    const read = await server.call('tRPC', 'users.get', { userId: 'me' }, person)
    expect(read.headers.get('etag')).toBe(first)
    const changed = await server.call('tRPC', 'users.update', { userId: 'me', name: 'Ada' }, person)
    expect(changed.headers.get('etag')).toBe(await etagOf(person))
    expect(changed.headers.get('etag')).not.toBe(first)
    const again = await server.call('REST', 'users.update', { userId: 'me', name: 'Grace' }, person)
    expect(again.headers.get('etag')).toBe(await etagOf(person))
  })

  test('a change that changes nothing leaves the version', async () => {
    const person = await server.person({ name: 'Ada' })
    const before = await etagOf(person)
    for (const wire of wires) {
      await server.call(wire, 'users.update', { userId: 'me' }, person)
      await server.call(wire, 'users.update', { userId: 'me', name: 'Ada' }, person)
    }
    expect(await etagOf(person)).toBe(before)
  })

  test('If-None-Match with the present version is 304, without a body', async () => {
    const person = await server.person()
    const etag = await etagOf(person)
    for (const value of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const headers = { ...bearer(person), 'if-none-match': value }
        const reply = await server.fetch(`${API}/users/me`, { method, headers })
        expect([value, method, reply.status, await reply.text()]).toEqual([value, method, 304, ''])
        expect(reply.headers.get('etag')).toBe(etag)
        expect(reply.headers.get('cache-control')).toBe('no-store')
      }
    }
    for (const value of ['"x"', etag.slice(1, -1), '']) {
      expect(await rest('/users/me', { as: person, headers: { 'if-none-match': value } })).toMatchObject({
        status: 200,
      })
    }
  })

  test('If-None-Match does not get past authentication', async () => {
    expect(await rest('/users/me', { headers: { 'if-none-match': '*' } })).toMatchObject({ status: 401 })
  })

  test('a change based on the present version is made, one based on an old one is not', async () => {
    for (const wire of wires) {
      const person = await server.person()
      const etag = await etagOf(person)
      const change = (name: string, ifMatch: string) =>
        server.call(wire, 'users.update', { userId: 'me', name, ifMatch }, person)
      expect(await change('one', etag)).toMatchObject({ ok: true })
      expect(await change('two', etag)).toMatchObject({ ok: false, code: 'VERSION_CONFLICT', status: 412 })
      expect(await change('three', `W/${await etagOf(person)}`)).toMatchObject({ code: 'VERSION_CONFLICT' })
      expect(await change('four', (await etagOf(person)).slice(1, -1))).toMatchObject({ code: 'VERSION_CONFLICT' })
      expect(await change('five', `"x", ${await etagOf(person)}`)).toMatchObject({ ok: true })
      expect(await change('six', '*')).toMatchObject({ ok: true })
    }
  })

  test('a sign-in does not spoil a change that is under way', async () => {
    const person = await server.person()
    const etag = await etagOf(person)
    server.world.advance(1)
    await server.signIn(person)
    expect(await etagOf(person)).not.toBe(etag)
    const change = await server.call('REST', 'users.update', { userId: 'me', name: 'Ada', ifMatch: etag }, person)
    expect(change).toMatchObject({ ok: true })
  })

  test('the version is a header on REST and never a field of the body', async () => {
    const headers = json
    for (const key of ['if_match', 'ifMatch', 'user_id']) {
      const result = await rest('/users/me', {
        method: 'PATCH',
        as: user,
        headers,
        body: JSON.stringify({ [key]: '*' }),
      })
      expect([key, codeOf(result)]).toEqual([key, 'VALIDATION_FAILED'])
    }
  })

  test('what was made says where it is', async () => {
    const reply = await server.fetch(
      `${API}/users/`,
      post(JSON.stringify({ email: 'made@example.com', password: TEST_PASSWORD })),
    )
    const { id } = (await reply.json()) as { id: string }
    expect([reply.status, reply.headers.get('location')]).toEqual([201, `${API}/users/${id}`])
  })
})

describe('every reply', () => {
  test('has an id, is not to be sniffed, and says nothing of what made it', async () => {
    const replies = await Promise.all([
      server.fetch('/'),
      server.fetch('/docs'),
      server.fetch('/nothing'),
      server.fetch('/health/live'),
      server.fetch(`${API}/openapi.json`),
      server.fetch(`${API}/users/me`),
      server.fetch(`${API}/users/me`, { headers: bearer(user) }),
      server.fetch(`${API}/users/me`, { method: 'OPTIONS' }),
      server.fetch(`${API}/users/login`),
      server.fetch(`${API}/users/%zz`),
      server.fetch('/trpc/%zz'),
      server.fetch('/trpc/users.get'),
      server.fetch('/trpc/nothing'),
      server.fetch(`${API}/users`, post('{', { 'content-type': 'nonsense' })),
      server.fetch(`${API}/users/login`, {
        method: 'OPTIONS',
        headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
      }),
    ])
    for (const { url, headers } of replies) {
      expect([url, headers.get('x-content-type-options')]).toEqual([url, 'nosniff'])
      expect([url, headers.get('x-request-id')]).toEqual([url, expect.stringMatching(/^[\w.-]{8,}$/)])
      for (const banner of ['server', 'x-powered-by', 'via']) expect([url, headers.get(banner)]).toEqual([url, null])
      expect(JSON.stringify([...headers])).not.toMatch(/fastify|node\.?js|prisma|trpc\/|swagger-ui@/i)
    }
  })

  test('repeats a harmless request id and replaces any other', async () => {
    const idFor = async (id: string) =>
      (await server.fetch('/health/live', { headers: { 'x-request-id': id } })).headers.get('x-request-id')
    expect(await idFor('abc-123_x.y')).toBe('abc-123_x.y')
    for (const id of ['<script>', 'a b', 'x'.repeat(65), "'; DROP", '..', '{"a":1}']) {
      expect([id, await idFor(id)]).toEqual([id, expect.stringMatching(/^[0-9a-f-]{36}$/)])
    }
  })

  test('that is an error names the request on both wires', async () => {
    const headers = { 'x-request-id': 'find-me' }
    expect(await (await server.fetch(`${API}/users/me`, { headers })).json()).toMatchObject({ request_id: 'find-me' })
    expect(await (await server.fetch('/trpc/users.get', { headers })).json()).toMatchObject({
      error: { data: { requestId: 'find-me' } },
    })
  })
})

describe('other origins', () => {
  const asked = (origin: string, method = 'PATCH') => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,if-match',
    },
  })

  test('that are listed may call everything and read the headers they need', async () => {
    for (const path of [`${API}/users/me`, '/trpc/users.get']) {
      const preflight = await server.fetch(path, asked(ORIGIN))
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-origin')).toBe(ORIGIN)
      expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH')
      expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('if-match')
      const reply = await server.fetch(path, { headers: { origin: ORIGIN } })
      expect(reply.headers.get('access-control-allow-origin')).toBe(ORIGIN)
      const exposed = reply.headers.get('access-control-expose-headers') ?? ''
      for (const name of ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id']) expect(exposed).toContain(name)
      expect(reply.headers.get('vary')).toMatch(/origin/i)
    }
  })

  test.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'http://app.example',
    'https://app.example:444',
    'null',
    'HTTPS://APP.EXAMPLE',
  ])('that are not listed see no sign of CORS: %s', async (origin) => {
    for (const init of [asked(origin), { headers: { origin } }]) {
      const { headers } = await server.fetch(`${API}/users/me`, init)
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toMatch(/origin/i)
    }
  })

  test('never get a star', async () => {
    for (const origin of [ORIGIN, '*', 'https://evil.example']) {
      const { headers } = await server.fetch(`${API}/users/me`, { headers: { origin } })
      expect(headers.get('access-control-allow-origin')).not.toBe('*')
    }
  })
})

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
      const result = await trpc('users.logout', { ...post(body), as: user })
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

describe('REST', () => {
  test('refuses a bad escape and a NUL character in the path and the query', async () => {
    for (const path of [
      '/users/%zz',
      '/users/%',
      '/users/%ff',
      '/users/me%00',
      '/users/%00/sessions',
      '/users?search=%zz',
      '/users?search=%ff',
      '/users?search=%00',
      '/users?%zz=1',
      '/users?%00=1',
      '/users/me?x=%',
    ]) {
      const result = await rest(path, { as: admin })
      expect([path, result.status, codeOf(result)]).toEqual([path, 400, 'MALFORMED_REQUEST'])
    }
  })

  test('takes a delete and a logout without a body, with an empty one, and refuses one with something in it', async () => {
    for (const [init, code] of [
      [{}, 'success'],
      [{ headers: json }, 'success'],
      [{ headers: json, body: '{}' }, 'success'],
      [{ headers: json, body: '{"x":1}' }, 'VALIDATION_FAILED'],
      [{ headers: json, body: '[]' }, 'MALFORMED_REQUEST'],
      [{ headers: { 'content-type': 'text/plain' }, body: 'x' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ] as const) {
      const person = await server.person()
      expect(codeOf(await rest('/users/logout', { method: 'POST', as: person, ...init }))).toBe(code)
      const other = await server.person()
      expect(codeOf(await rest(`/users/${other.id}`, { method: 'DELETE', as: admin, ...init }))).toBe(code)
    }
  })

  test('lets a signed-in caller ask for a reset without any body', async () => {
    expect(await rest('/users/reset-password', { method: 'POST', as: user })).toMatchObject({ status: 202 })
    const result = await rest('/users/reset-password', { method: 'POST' })
    expect([result.status, pointersOf(result)]).toEqual([422, ['/email']])
  })
})

describe('what is hardly HTTP', () => {
  const raw = (...lines: string[]) => sendRaw(server.url, [...lines, 'Connection: close'])
  const host = 'Host: roster.test'

  test.each([
    ['no Host', ['GET /api/v1/users/me HTTP/1.1'], 400],
    ['two lengths', ['POST /api/v1/users HTTP/1.1', host, 'Content-Length: 2', 'Content-Length: 3'], 400],
    [
      'a length and chunks',
      ['POST /api/v1/users HTTP/1.1', host, 'Content-Length: 2', 'Transfer-Encoding: chunked'],
      400,
    ],
    ['a negative length', ['POST /api/v1/users HTTP/1.1', host, 'Content-Length: -1'], 400],
    ['an unknown method', ['FOO /api/v1/users HTTP/1.1', host], 400],
    ['a header without a name', ['GET /api/v1/users/me HTTP/1.1', host, ': x'], 400],
    ['a space before the colon', ['GET /api/v1/users/me HTTP/1.1', host, 'Authorization : x'], 400],
    ['a folded header', ['GET /api/v1/users/me HTTP/1.1', host, 'X-A: b', ' c'], 400],
    ['a NUL character in a header', ['GET /api/v1/users/me HTTP/1.1', host, 'X-A: a\0b'], 400],
    ['a line feed in the path', ['GET /api/v1/\nusers HTTP/1.1', host], 400],
    ['a raw NUL character in the path', ['GET /api/v1/users/\0 HTTP/1.1', host], 400],
    ['nonsense', ['\x16\x03\x01\x02\x00\x01'], 400],
    ['headers that are too large', ['GET /api/v1/users/me HTTP/1.1', host, `X-A: ${'a'.repeat(17_000)}`], 431],
    ['a path that is too long', [`GET /api/v1/users/${'a'.repeat(17_000)} HTTP/1.1`, host], 431],
  ])('is refused with a problem document and hangs up: %s', async (_, lines, status) => {
    const reply = await raw(...lines)
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    expect(reply.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(reply.body)).toMatchObject({
      status,
      code: expect.any(String),
      request_id: reply.headers.get('x-request-id'),
    })
  })

  test('two credentials are no better than one', async () => {
    const reply = await raw(
      'GET /api/v1/users/me HTTP/1.1',
      host,
      'Authorization: Bearer x',
      `Authorization: Bearer ${user.token}`,
    )
    expect(reply.status).toBe(401)
  })

  test('the whole URL in the request line is a path here as well', async () => {
    const reply = await raw(
      'GET http://evil.example/api/v1/users/me HTTP/1.1',
      host,
      `Authorization: Bearer ${user.token}`,
    )
    expect([200, 400, 404]).toContain(reply.status)
    expect(reply.body).not.toContain('evil.example')
  })

  test('a Host of somebody else does not come back', async () => {
    const reply = await raw(
      'GET /api/v1/users/nobody HTTP/1.1',
      'Host: evil.example',
      'X-Forwarded-Host: evil.example',
      `Authorization: Bearer ${user.token}`,
    )
    expect(`${[...reply.headers]}${reply.body}`).not.toContain('evil.example')
  })

  test('is no reason to die', async () => {
    expect((await server.fetch('/health/live')).status).toBe(200)
  })
})
