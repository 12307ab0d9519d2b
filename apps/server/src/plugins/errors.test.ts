import { describeError } from '@roster/api'
import { DomainError } from '@roster/domain'
import { expect, test } from 'vitest'
import { answerMissing, failWith } from './errors.ts'
import { readOnly } from './read-only.ts'
import { createTestApp } from './test-app.ts'

function createApp() {
  const test = createTestApp()
  test.app.post('/things', async (request) => ({ got: request.body }))
  test.app.get('/fail', async () => {
    throw new Error('SELECT secret FROM users')
  })
  test.app.get('/busy', async () => {
    throw new DomainError('OVERLOADED', { retryAfterSeconds: 3 })
  })
  readOnly(test.app, '/page', () => ({ page: true }))
  answerMissing(
    test.app,
    failWith({ errorBaseUrl: 'https://id.example/errors', describeError }),
    async (_request, reply) => reply.code(404).type('text/html').send('<h1>nothing</h1>'),
  )
  return test
}

test.each([
  [
    'JSON that is none',
    { method: 'POST', url: '/things', headers: { 'content-type': 'application/json' }, payload: '{"a":' },
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'an empty body',
    { method: 'POST', url: '/things', headers: { 'content-type': 'application/json' }, payload: '' },
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'a prototype key',
    { method: 'POST', url: '/things', headers: { 'content-type': 'application/json' }, payload: '{"__proto__":{}}' },
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'another content type',
    { method: 'POST', url: '/things', headers: { 'content-type': 'text/csv' }, payload: 'a,b' },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'too large a body',
    { method: 'POST', url: '/things', payload: { a: 'x'.repeat(1024 * 1024) } },
    413,
    'PAYLOAD_TOO_LARGE',
  ],
  ['a bad escape in the path', { method: 'GET', url: '/things/%zz' }, 400, 'MALFORMED_REQUEST'],
  ['an unknown path', { method: 'GET', url: '/nothing' }, 404, 'NOT_FOUND'],
  ['an overlong path', { method: 'GET', url: `/${'x'.repeat(9000)}` }, 404, 'NOT_FOUND'],
  ['a bug', { method: 'GET', url: '/fail' }, 500, 'INTERNAL'],
  ['an overload', { method: 'GET', url: '/busy' }, 503, 'OVERLOADED'],
  ['a wrong method', { method: 'DELETE', url: '/page' }, 405, 'METHOD_NOT_ALLOWED'],
] as const)('%s is a problem document', async (_, request, status, code) => {
  await using test = createApp()
  const reply = await test.app.inject(request)
  expect(reply.statusCode).toBe(status)
  expect(reply.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  })
  expect(reply.json()).toMatchObject({
    type: `https://id.example/errors/${code}`,
    title: expect.any(String),
    status,
    code,
    request_id: reply.headers['x-request-id'],
  })
  expect(reply.body).not.toMatch(/SELECT|FST_|at .*\.ts/)
})

test('an overload says when to come back', async () => {
  await using test = createApp()
  expect((await test.app.inject('/busy')).headers['retry-after']).toBe('3')
})

test('what is read has HEAD and OPTIONS, an exact Allow, and a trailing slash if you like', async () => {
  await using test = createApp()
  expect((await test.app.inject({ method: 'HEAD', url: '/page' })).statusCode).toBe(200)
  expect((await test.app.inject('/page/')).json()).toEqual({ page: true })
  const options = await test.app.inject({ method: 'OPTIONS', url: '/page' })
  expect([options.statusCode, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS'])
  const refused = await test.app.inject({
    method: 'POST',
    url: '/page',
    headers: { 'content-type': 'a/b' },
    payload: '{',
  })
  expect([refused.statusCode, refused.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
})

test.each([
  ['/nothing', 'text/html,*/*', 'text/html'],
  ['/nothing', 'application/json', 'application/problem+json; charset=utf-8'],
  ['/nothing', undefined, 'application/problem+json; charset=utf-8'],
  ['/api', 'text/html', 'application/problem+json; charset=utf-8'],
  ['/api/v1/nothing', 'text/html', 'application/problem+json; charset=utf-8'],
  ['/trpc', 'text/html', 'application/problem+json; charset=utf-8'],
  ['/trpc/', 'text/html', 'application/problem+json; charset=utf-8'],
  ['/trpc?x', 'text/html', 'application/problem+json; charset=utf-8'],
  ['/apiary', 'text/html', 'text/html'],
])('%s for someone who wants %s is %s', async (url, accept, type) => {
  await using test = createApp()
  const reply = await test.app.inject({ url, headers: accept === undefined ? {} : { accept } })
  expect(reply.headers['content-type']).toBe(type)
  expect(reply.statusCode).toBe(404)
})
