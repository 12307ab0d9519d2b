import { toCamel } from '@roster/rest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from '../support/live-server.ts'
import { codeOf, json, pointersOf, post, readReply, wires } from '../support/wire.ts'

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

describe.each(wires)('a body over %s', (wire) => {
  const register = (body: string | Uint8Array, headers = json as Record<string, string>) =>
    server.sendBody(wire, 'users.register', body, headers)

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

  test('with something wrong names the fields as the wire does, in the detail as well', async () => {
    const input = '{"token":"x","%":"short"}'.replace('%', wire === 'REST' ? 'new_password' : 'newPassword')
    const result = await server.sendBody(wire, 'users.confirmPasswordReset', input)
    expect(result.ok || result.detail).toMatch(wire === 'REST' ? /^new_password: / : /^newPassword: /)
  })

  test('with many unknown keys is answered shortly', async () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 0]))
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

  test('that is compressed is not supported, and is not taken for bad JSON', async () => {
    const result = await register('{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' })
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
        const result = await server.sendBody(wire, id, body, { 'content-type': type })
        expect([id, body, codeOf(result)]).toEqual([id, body, 'UNAUTHENTICATED'])
      }
    }
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
      const result = await server.rest(path, { as: admin })
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
      expect(codeOf(await server.rest('/users/logout', { method: 'POST', as: person, ...init }))).toBe(code)
      const other = await server.person()
      expect(codeOf(await server.rest(`/users/${other.id}`, { method: 'DELETE', as: admin, ...init }))).toBe(code)
    }
  })

  test('lets a signed-in caller ask for a reset without any body', async () => {
    expect(await server.rest('/users/reset-password', { method: 'POST', as: user })).toMatchObject({ status: 202 })
    const result = await server.rest('/users/reset-password', { method: 'POST' })
    expect([result.status, pointersOf(result)]).toEqual([422, ['/email']])
  })
})
