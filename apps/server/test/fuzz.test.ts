import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryOf } from '../fuzz/arbitrary-of.ts'
import { CANARY } from '../fuzz/fields.ts'
import { leaks } from '../fuzz/integrity.ts'
import { createOracle } from '../fuzz/oracle.ts'
import type { FuzzRequest } from '../fuzz/requests.ts'
import { describeApi } from '../src/openapi.ts'
import { operation, operations } from './support/operations.ts'
import { createReplyRules, type RawReply } from './support/reply-rules.ts'

// `pnpm test:fuzz` is only worth something if its requests get through and its judge sees what is wrong.

test.each(operations.flatMap(({ id, input }) => (input === undefined ? [] : [[id, input] as const])))(
  'most inputs made of the schema of %s are taken by it',
  (_, schema) => {
    const inputs = fc.sample(arbitraryOf(schema), { numRuns: 200, seed: 1 })
    const taken = inputs.filter((input) => schema.safeParse(input).success)
    expect(taken.length).toBeGreaterThan(100)
  },
)

describe('the judge', () => {
  const oracle = createOracle(createReplyRules(describeApi({ publicUrl: 'http://roster.test', productName: 'Roster' })))
  const user = {
    id: '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f',
    email: 'ada@example.com',
    email_verified: true,
    name: null,
    role: 'user',
    status: 'active',
    created_at: '2026-01-31T09:30:00.000Z',
    updated_at: '2026-01-31T09:30:00.000Z',
    last_login_at: null,
  }
  const problem = { type: 'http://roster.test/errors/X', title: 'x', detail: 'x', request_id: 'x' }

  interface Change {
    readonly status?: number
    readonly headers?: Record<string, string>
    readonly body?: object
    readonly caller?: FuzzRequest['caller']
    readonly id?: string
  }

  /** What it has against a reply that is right but for what is changed. */
  function judge({ status = 200, headers, body = user, caller = 'user', id = 'users.get' }: Change): readonly string[] {
    const request: FuzzRequest = { operation: operation(id), wire: 'REST', caller, input: {}, twist: { kind: 'none' } }
    const usual = {
      'x-request-id': 'x',
      'x-content-type-options': 'nosniff',
      etag: '"1"',
      'www-authenticate': 'Bearer',
    }
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    const reply: RawReply = {
      status,
      headers: new Headers({ ...usual, 'content-type': type, ...headers }),
      body: JSON.stringify(status < 400 ? body : { ...problem, status, ...body }),
    }
    return oracle(request, { url: '/api/v1/users/me', method: 'GET', headers: {} }, reply)
  }

  test('has nothing against what is right', () => {
    expect(judge({})).toEqual([])
    expect(judge({ status: 404, body: { code: 'USER_NOT_FOUND' } })).toEqual([])
    expect(judge({ status: 401, body: { code: 'UNAUTHENTICATED' }, caller: 'anonymous' })).toEqual([])
  })

  test.each<[string, Change]>([
    ['an accident, although 500 is documented', { status: 500, body: { code: 'INTERNAL' } }],
    ['a status that is not documented', { status: 418, body: { code: 'CONFLICT' } }],
    ['a code that is not documented', { status: 404, body: { code: 'EMAIL_TAKEN' } }],
    ['a field of another type', { body: { ...user, name: 1 } }],
    ['a field that is missing', { body: { ...user, role: undefined } }],
    ['another content type', { headers: { 'content-type': 'text/html' } }],
    ['a header that is missing', { headers: { etag: '' }, status: 401, caller: 'user', body: { code: 'FORBIDDEN' } }],
    ['a banner', { headers: { server: 'x' } }],
    ['no nosniff', { headers: { 'x-content-type-options': 'x' } }],
    ['a secret of the request', { body: { ...user, name: `${CANARY} 1` } }],
    ['where the code runs', { status: 404, body: { code: 'USER_NOT_FOUND', detail: 'at /app/src/get.ts:12:3' } }],
    ['an answer for somebody who is not signed in', { caller: 'anonymous' }],
    ['an answer for somebody who is no administrator', { id: 'users.list', body: { items: [], next_cursor: null } }],
  ])('sees %s', (_, change) => {
    expect(judge(change)).not.toEqual([])
  })

  test('sees secrets in logs and tables, by their mark, their form and their value', () => {
    const token = 'Zk1v0fM2ZcJ9n8bW4qTt7yXs3uRg6hLd5pAeKoQwEiY'
    const secrets = new Set([token])
    expect(
      [`{"x":"${token}"}`, `${CANARY} 1`, 'eyJhbGciOiJFUzI1NiIsInR5cCI6'].map((text) => leaks(text, secrets)),
    ).toEqual([true, true, true])
    expect(leaks(`{"kid":"${token.toLowerCase()}"}`, secrets)).toBe(false)
  })
})
