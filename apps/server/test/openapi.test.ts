import { createConfig, lintFromString } from '@redocly/openapi-core'
import { appRouter } from '@roster/api'
import { methodsOf, type OpenApiDocument, type ProcedureMeta } from '@roster/rest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, startServer, TEST_PASSWORD } from './support/live-server.ts'
import { at, createReplyRules, type ReplyRules, resolve } from './support/reply-rules.ts'

let server: LiveServer
let document: OpenApiDocument
let rules: ReplyRules
beforeAll(async () => {
  server = await startServer()
  document = (await (await server.fetch('/api/v1/openapi.json')).json()) as OpenApiDocument
  rules = createReplyRules(document)
})
afterAll(() => server[Symbol.asyncDispose]())

test('the served document is OpenAPI 3.1 without an error or a warning of the recommended rules', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: JSON.stringify(document), config })
  expect(problems.map(({ severity, ruleId, message }) => `${severity} ${ruleId}: ${message}`)).toEqual([])
  expect(document.openapi).toBe('3.1.0')
})

test('every route of the router is in it, and nothing else', () => {
  const routes = Object.entries(appRouter._def.procedures).flatMap(([, procedure]) => {
    const { rest } = (procedure as unknown as { readonly _def: { readonly meta: ProcedureMeta } })._def.meta
    return rest === undefined ? [] : methodsOf(rest).map((method) => `${method} /api/v1${rest.path}`)
  })
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(documented.toSorted()).toEqual(routes.toSorted())
})

test('every group of operations says what it is about', () => {
  const described = (at(document, 'tags') as readonly { name: string; description: string }[]).map(({ name }) => name)
  const used = Object.values(document.paths).flatMap((item) =>
    Object.values(item).flatMap((operation) => at(operation, 'tags') as readonly string[]),
  )
  expect([...new Set(used)].toSorted()).toEqual(described.toSorted())
})

test('every example fits the schema it stands in', () => {
  const examples = [...examplesIn(document)]
  expect(examples.length).toBeGreaterThan(50)
  const problems = examples.flatMap(({ where, schema, value }) =>
    rules.problemsWith(schema, value).map((problem) => `${where}: ${problem}`),
  )
  expect(problems).toEqual([])
})

/** The examples of schemas, and those beside a schema (parameters, bodies). */
function* examplesIn(part: unknown, where = '#'): Generator<{ where: string; schema: unknown; value: unknown }> {
  if (typeof part !== 'object' || part === null) return
  const schema = at(part, 'schema') ?? part
  for (const name of ['example', 'default'] as const) {
    const value = at(part, name)
    if (value !== undefined) yield { where, schema, value }
  }
  const many = at(part, 'examples')
  const values = Array.isArray(many) ? many : Object.values(many ?? {}).map((example) => at(example, 'value'))
  for (const value of values) yield { where, schema, value }
  for (const [key, inner] of Object.entries(part)) {
    if (!['example', 'default', 'examples'].includes(key)) yield* examplesIn(inner, `${where}/${key}`)
  }
}

describe('a real reply is as documented', () => {
  /** What the document has against the reply to a request. */
  async function replyTo(
    method: string,
    path: string,
    { token, body, ...params }: { token?: string; body?: unknown; [param: string]: unknown } = {},
  ) {
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]))
    const response = await server.fetch(`/api/v1${url}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const reply = { status: response.status, headers: response.headers, body: await response.text() }
    const [template = ''] = path.split('?')
    const problems = rules.problemsOf(method, `/api/v1${template}`, reply)
    return { status: reply.status, problems, json: reply.body === '' ? undefined : JSON.parse(reply.body) }
  }

  test('when it succeeds', async () => {
    const admin = await server.person({ role: 'admin' })
    const email = 'documented@example.com'
    const made = await replyTo('POST', '/users', { body: { email, password: TEST_PASSWORD, name: 'Ada' } })
    const signedIn = await replyTo('POST', '/users/login', { body: { email, password: TEST_PASSWORD } })
    const { access_token: token, refresh_token } = signedIn.json
    const ids = { user_id: made.json.id }
    const replies = [
      made,
      signedIn,
      await replyTo('POST', '/users/refresh', { body: { refresh_token } }),
      await replyTo('GET', '/users/{user_id}', { token, user_id: 'me' }),
      await replyTo('PATCH', '/users/{user_id}', { token, ...ids, body: { name: null } }),
      await replyTo('PUT', '/users/{user_id}', { token, ...ids, body: {} }),
      await replyTo('GET', '/users/{user_id}/sessions', { token, ...ids }),
      await replyTo('POST', '/users/reset-password', { token }),
      await replyTo('POST', '/users/verify-email/resend', { body: { email } }),
      await replyTo('POST', '/users/logout', { token }),
      await replyTo('GET', '/users?limit=1&include_total=true', { token: admin.token }),
      await replyTo('DELETE', '/users/{user_id}', { token: admin.token, ...ids }),
      await replyTo('POST', '/users/{user_id}/restore', { token: admin.token, ...ids }),
      await replyTo('DELETE', '/users/{user_id}/sessions', { token: admin.token, ...ids }),
      await replyTo('GET', '/audit-events?limit=100', { token: admin.token }),
    ]
    expect(replies.flatMap(({ problems }) => problems)).toEqual([])
    expect(replies.map(({ status }) => status).join(' ')).toBe(
      '201 200 200 200 200 200 200 202 202 204 200 204 200 204 200',
    )
  })

  test.each(['REST has no credential', 'REST has a body of another type', 'REST has a body too large'])(
    'when %s',
    async (kind) => {
      const { token } = await server.person({ role: 'admin' })
      const operations = Object.entries(document.paths).flatMap(([path, item]) =>
        Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
      )
      for (const { method, path } of operations) {
        const isRead = method === 'GET'
        const response = await server.fetch(path.replace(/\{\w+\}/g, crypto.randomUUID()), {
          method,
          headers: {
            'content-type': 'text/plain',
            ...(!kind.includes('credential') && { authorization: `Bearer ${token}` }),
          },
          ...(!isRead && { body: kind.includes('large') ? 'x'.repeat(1024 * 1024 + 1) : 'x' }),
        })
        const reply = { status: response.status, headers: response.headers, body: await response.text() }
        expect([method, path, reply.status, rules.problemsOf(method, path, reply)]).toEqual([
          method,
          path,
          reply.status,
          [],
        ])
        if (!isRead && kind.includes('large')) expect(reply.status).toBe(413)
      }
    },
  )
})

test('the type of a problem leads a person to a page about it', async () => {
  const problem: unknown = await (await server.fetch('/api/v1/users/me')).json()
  const page = await server.fetch(new URL(String(at(problem, 'type'))).pathname)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain(String(at(problem, 'title')))
  const codes = at(resolve(document, { $ref: '#/components/schemas/ErrorCode' }), 'enum') as readonly string[]
  for (const code of codes) expect([code, (await server.fetch(`/errors/${code}`)).status]).toEqual([code, 200])
})
