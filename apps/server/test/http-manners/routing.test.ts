import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer } from '../support/live-server.ts'
import { operations } from '../support/operations.ts'
import { bearer, codeOf, json, pointersOf, post } from '../support/wire.ts'

const API = '/api/v1'
const UUID = '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'

let server: LiveServer
let user: Person
let admin: Person
beforeAll(async () => {
  server = await startServer()
  user = await server.person()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

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
    const result = await server.rest('/users/me', { as: user, headers: { 'x-http-method-override': 'DELETE' } })
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
      const [without, withSlash] = [await server.rest(path, { as: user }), await server.rest(`${path}/`, { as: user })]
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
    expect(await server.rest('/users/%6d%65', { as: user })).toMatchObject({ ok: true, data: { id: user.id } })
    expect(await server.rest(`/users/${user.id.replace('-', '%2D')}`, { as: user })).toMatchObject({ ok: true })
    expect(await server.rest(`/users/${user.id.toUpperCase()}`, { as: user })).toMatchObject({
      ok: true,
      data: { id: user.id },
    })
    // Once, and not again.
    expect(codeOf(await server.rest('/users/%256d%2565', { as: user }))).toBe('VALIDATION_FAILED')
    expect(codeOf(await server.rest('/users/%2e%2e%2fmetrics', { as: user }))).toBe('VALIDATION_FAILED')
  })

  test.each(['nobody', 'ME', '1', UUID.slice(1), `${UUID} `, 'me%00me', '*', 'null', 'undefined', "'%20OR%201=1--"])(
    'a user id that is neither a UUID nor me is refused: %s',
    async (id) => {
      const result = await server.rest(`/users/${encodeURIComponent(decodeURIComponent(id))}`, { as: admin })
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
