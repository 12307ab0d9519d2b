import { toCamel } from '@roster/rest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer } from '../support/live-server.ts'
import { bearer, codeOf, json, pointersOf } from '../support/wire.ts'

const API = '/api/v1'

let server: LiveServer
let user: Person
let admin: Person
beforeAll(async () => {
  server = await startServer()
  user = await server.person()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

describe('query values', () => {
  const list = (query: string) => server.rest(`/users?${query}`, { as: admin })

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
      const result = await server.rest(`${path}?debug=true`, { as: user, ...init })
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
      const result = await server.trpc(`users.list?input=${encodeURIComponent(JSON.stringify(input))}`, { as: admin })
      expect(result).toMatchObject({ ok: false, status: 400, code: 'VALIDATION_FAILED' })
      expect(pointersOf(result)).toEqual([`/${Object.keys(input)[0]}`])
    }
  })

  test('a list without an input is the first page on both wires', async () => {
    expect(await server.rest('/users', { as: admin })).toMatchObject({ ok: true })
    expect(await server.trpc('users.list', { as: admin })).toMatchObject({ ok: true })
    expect(await server.trpc('audit.list', { as: admin })).toMatchObject({ ok: true })
  })

  test('the last page has no next cursor and no link', async () => {
    const reply = await server.fetch(`${API}/users?limit=100`, { headers: bearer(admin) })
    expect(await reply.json()).toMatchObject({ next_cursor: null })
    expect(reply.headers.has('link')).toBe(false)
  })
})
