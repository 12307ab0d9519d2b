import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { createToy, toyRouter } from './toy-router.ts'

const json = { 'content-type': 'application/json' }
const user = { authorization: 'Bearer user' }
const id = '0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f'

/** Sends one request to a fresh server: its status, code, pointers with their codes, and what procedures received. */
async function send(options: InjectOptions) {
  await using toy = await createToy({ bodyLimit: 2000 })
  const reply = await toy.app.inject({ ...options, headers: { ...user, ...options.headers } })
  const body = reply.body === '' ? {} : reply.json()
  const errors = (body.errors ?? []).map((error: Record<string, string>) => `${error.pointer} ${error.code}`)
  return {
    status: reply.statusCode,
    code: body.code,
    errors,
    calls: toy.calls,
    type: reply.headers['content-type'],
    body,
  }
}

/** A POST to /books. */
function post(payload: unknown, headers: Record<string, string> = json) {
  const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload)
  return send({ method: 'POST', url: '/api/books', payload: text, headers })
}

test.each([
  ['nothing', ''],
  ['no JSON', '{"title":'],
  ['white space', '  '],
  ['a list', '[]'],
  ['null', 'null'],
  ['a string', '"x"'],
  ['a repeated key', '{"title":"a","title":"b"}'],
  ['a NUL character', '{"title":"a\\u0000"}'],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['a byte order mark', '\ufeff{}'],
])('a body of %s cannot be read', async (_, payload) => {
  const { status, code, calls, type } = await post(payload)
  expect([status, code, type]).toEqual([400, 'MALFORMED_REQUEST', 'application/problem+json; charset=utf-8'])
  expect(calls).toEqual([])
})

test('what cannot be read is named in the detail', async () => {
  expect((await post('{"title":1,"title":2}')).body.detail).toBe('The JSON repeats a key.')
})

test.each([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'APPLICATION/JSON',
  'application/merge-patch+json',
  'application/vnd.api+json; charset=UTF-8',
])('a body of type %s is read', async (type) => {
  expect((await post({ title: 'a' }, { 'content-type': type })).status).toBe(201)
})

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=latin1',
  'application/jsonp',
  'text/json',
  'garbage',
  'a/b/c',
  ';',
])('a body of type %s is 415', async (type) => {
  const { status, code } = await post({ title: 'a' }, { 'content-type': type })
  expect([status, code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
})

test.each(['gzip', 'br', 'identity, gzip', 'x'])('a body whose coding is %s is 415', async (coding) => {
  const { status, code } = await post({ title: 'a' }, { ...json, 'content-encoding': coding })
  expect([status, code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
})

test('a body whose coding is identity is read', async () => {
  expect((await post({ title: 'a' }, { ...json, 'content-encoding': 'Identity' })).status).toBe(201)
})

test('a body without a type is 415', async () => {
  await using toy = await createToy()
  const reply = await toy.app.inject({
    method: 'POST',
    url: '/api/books',
    payload: Buffer.from('{"title":"a"}'),
    headers: { ...user, 'content-type': '' },
  })
  expect(reply.statusCode).toBe(415)
})

test('a body over the limit is 413 as a problem document', async () => {
  const { status, code } = await post({ title: 'a'.repeat(3000) })
  expect([status, code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
})

test.each([
  ['no JSON', json, '{'],
  ['a wrong type', { 'content-type': 'text/plain' }, 'x'],
  ['a type that is none', { 'content-type': 'garbage' }, 'x'],
  ['an unknown key', json, '{"x":1}'],
  ['no body', {}, ''],
])('a caller without a credential hears of nothing else: %s', async (_, headers, payload) => {
  await using toy = await createToy()
  for (const url of ['/api/books', '/api/close?x=1']) {
    const reply = await toy.app.inject({ method: 'POST', url, headers, payload })
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'UNAUTHENTICATED'])
    expect(reply.headers).toMatchObject({ 'www-authenticate': 'Bearer', 'cache-control': 'no-store' })
  }
})

test('a caller without the role hears of that before any input error', async () => {
  const { status, code } = await send({ method: 'DELETE', url: '/api/books/nonsense?x=%zz' })
  expect([status, code]).toEqual([403, 'FORBIDDEN'])
})

test('zod errors point at the wire name of the field', async () => {
  const { status, code, errors } = await post({ page_count: '5', written_by: [{ full_name: 1, born_in: null }] })
  expect([status, code]).toEqual([422, 'VALIDATION_FAILED'])
  expect(errors).toEqual(['/title invalid_type', '/page_count invalid_type', '/written_by/0/full_name invalid_type'])
})

test('bodies are never coerced', async () => {
  expect((await post({ title: 'a', page_count: '5' })).errors).toEqual(['/page_count invalid_type'])
})

test('each unknown key is an error of its own, beside those of the schema', async () => {
  const payload = { pageCount: 3, extra: 1, 'a/b~c': 1, written_by: [{ fullName: 'x', born_in: null }] }
  const { status, errors, calls } = await post(payload)
  expect(status).toBe(422)
  expect(errors).toEqual([
    '/pageCount unrecognized_keys',
    '/extra unrecognized_keys',
    '/a~1b~0c unrecognized_keys',
    '/written_by/0/fullName unrecognized_keys',
    '/title invalid_type',
    '/written_by/0/full_name invalid_type',
  ])
  expect(calls).toEqual([])
})

test('a body that is wrong everywhere is told of a hundred errors and no more', async () => {
  const payload = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, 1]))
  expect((await post(payload)).errors).toHaveLength(100)
})

test('prototype keys are unknown keys and change nothing', async () => {
  const { errors } = await post('{"title":"a","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
  expect(errors).toEqual(['/__proto__ unrecognized_keys', '/constructor unrecognized_keys'])
  expect('polluted' in {}).toBe(false)
})

test('path parameters and header fields are unknown keys in a body', async () => {
  const payload = { book_id: id, bookId: id, if_match: '"v1"', 'If-Match': '"v1"' }
  const { status, errors } = await send({ method: 'PATCH', url: `/api/books/${id}`, payload })
  expect(status).toBe(422)
  expect(errors).toEqual(
    ['/book_id', '/bookId', '/if_match', '/If-Match'].map((pointer) => `${pointer} unrecognized_keys`),
  )
})

test('query keys of a mutation are unknown keys', async () => {
  const { errors } = await send({ method: 'PATCH', url: `/api/books/${id}?title=x&dry_run`, payload: {} })
  expect(errors).toEqual(['/title unrecognized_keys', '/dry_run unrecognized_keys'])
})

test('where every field is optional, {} changes nothing and no body is refused', async () => {
  expect((await send({ method: 'PATCH', url: `/api/books/${id}`, payload: {} })).status).toBe(200)
  expect((await send({ method: 'PATCH', url: `/api/books/${id}` })).status).toBe(400)
  expect((await send({ method: 'PATCH', url: `/api/books/${id}`, headers: json, payload: '' })).status).toBe(400)
})

test('a body that is optional may be left out', async () => {
  for (const options of [
    {},
    { headers: json, payload: '' },
    { payload: {} },
    { headers: { 'content-type': 'text/plain' }, payload: '' },
  ]) {
    const { status, calls } = await send({ method: 'POST', url: '/api/books/suggest', ...options })
    expect([status, calls]).toEqual([202, [{}]])
  }
  expect((await send({ method: 'POST', url: '/api/books/suggest', payload: { book_title: 'x' } })).calls).toEqual([
    { bookTitle: 'x' },
  ])
})

test.each([
  ['without an input', '/api/close'],
  ['with path parameters only', `/api/books/${id}/restore`],
])('an operation %s takes no body or {}, and refuses fields', async (_, url) => {
  const headers = { authorization: 'Bearer admin' }
  expect((await send({ method: 'POST', url, headers })).status).toBeLessThan(300)
  expect((await send({ method: 'POST', url, headers, payload: {} })).status).toBeLessThan(300)
  const refused = await send({ method: 'POST', url, headers, payload: { reason: 'x', book_id: id } })
  expect(refused).toMatchObject({
    status: 422,
    calls: [],
    errors: ['/reason unrecognized_keys', '/book_id unrecognized_keys'],
  })
  expect((await send({ method: 'POST', url, headers: { ...headers, ...json }, payload: '[' })).status).toBe(400)
  expect((await send({ method: 'POST', url: `${url}?x=1`, headers })).errors).toEqual(['/x unrecognized_keys'])
})

test('query values become what the schema says, and the defaults apply', async () => {
  const { calls } = await send({ url: '/api/books?limit=5&in_print=false&min_rating=-1.5&search=true&sort_by=title' })
  expect(calls).toEqual([{ limit: 5, inPrint: false, minRating: -1.5, search: 'true', sortBy: ['title'] }])
  expect((await send({ url: '/api/books' })).calls).toEqual([{ limit: 20 }])
})

test.each([
  'limit=abc',
  'limit=',
  'limit',
  'limit=0x10',
  'limit=1&limit=2',
  'limit=1e1',
  'limit=%205',
  'limit=5.5',
  'limit=0',
  'limit=999999999999999999999',
])('?%s is refused at /limit', async (query) => {
  const { status, errors } = await send({ url: `/api/books?${query}` })
  expect(status).toBe(422)
  expect([...new Set(errors.map((error: string) => error.split(' ')[0]))]).toEqual(['/limit'])
})

test.each([
  ['in_print=1', '/in_print'],
  ['in_print=False', '/in_print'],
  ['search=a&search=b', '/search'],
  ['genre=none', '/genre'],
  ['sort_by=title&sort_by=x', '/sort_by/1'],
  ['inPrint=true', '/inPrint'],
  ['limit[]=1', '/limit[]'],
  ['book_id=1', '/book_id'],
  ['__proto__=1', '/__proto__'],
  ['=1', '/'],
])('?%s is refused at %s', async (query, pointer) => {
  const { status, errors } = await send({ url: `/api/books?${query}` })
  expect(status).toBe(422)
  expect(errors.map((error: string) => error.split(' ')[0])).toEqual([pointer])
})

test('a procedure without an input stays as it is for its other callers', async () => {
  const calls: unknown[] = []
  await toyRouter.createCaller({ role: 'user', headers: new Map(), calls }).books.close()
  expect(calls).toEqual(['closed'])
})

test('a query on an operation without one is refused, a path parameter in it too', async () => {
  expect((await send({ url: `/api/books/${id}?fields=x&book_id=${id}&fields=y` })).errors).toEqual([
    '/fields unrecognized_keys',
    '/book_id unrecognized_keys',
  ])
})

test.each([
  '/api/books?search=%',
  '/api/books?%zz=1',
  '/api/books?search=%00',
  '/api/books/%00',
  '/api/books/a%00b',
  '/api/books/%E4',
  '/api/books/%zz',
])('%s cannot be read', async (url) => {
  const { status, code, type } = await send({ url })
  expect([status, code, type]).toEqual([400, 'MALFORMED_REQUEST', 'application/problem+json; charset=utf-8'])
})

test('a path parameter that does not fit is refused at its name', async () => {
  expect(await send({ url: '/api/books/nonsense' })).toMatchObject({ status: 422, errors: ['/book_id invalid_format'] })
})

test('an error that nobody foresaw says nothing', async () => {
  const { status, code, body } = await send({ url: '/api/fail' })
  expect([status, code]).toEqual([500, 'INTERNAL'])
  expect(JSON.stringify(body)).not.toContain('secret')
})

test('what REST reads from text, tRPC still refuses', async () => {
  expect((await send({ url: '/api/books?limit=5&in_print=true' })).status).toBe(200)
  const caller = toyRouter.createCaller({ role: undefined, headers: new Map(), calls: [] })
  const input = { limit: '5', inPrint: 'true' } as never
  await expect(caller.books.list(input)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
