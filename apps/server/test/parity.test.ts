import type { ErrorCode } from '@roster/contract'
import { DomainError } from '@roster/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { apiKeyCases } from './parity/api-key-cases.ts'
import type { Call, Case, Cases } from './parity/arrange.ts'
import { invitationCases } from './parity/invitation-cases.ts'
import { sessionCases } from './parity/session-cases.ts'
import { signInCases } from './parity/sign-in-cases.ts'
import { statisticsCases } from './parity/statistics-cases.ts'
import { transferCases } from './parity/transfer-cases.ts'
import { userCases } from './parity/user-cases.ts'
import { wireCodes } from './parity/wire-codes.ts'
import { type LiveServer, type Person, startServer } from './support/live-server.ts'
import { type Operation, operation, operationIds, operations } from './support/operations.ts'
import { type Failure, pointersOf, type Result, readReply, requestOf, type Wire } from './support/wire.ts'

const parityTable: Cases = {
  ...userCases,
  ...transferCases,
  ...signInCases,
  ...sessionCases,
  ...statisticsCases,
  ...apiKeyCases,
  ...invitationCases,
}

/** Of each limit there is one unit, and nobody signs in with an address that is not confirmed. */
const strictSettings = { rateLimitScale: 0.000_001, requireVerifiedEmail: true }

let server: LiveServer
let strict: LiveServer
let somebody: Person
beforeAll(async () => {
  ;[server, strict] = await Promise.all([startServer(), startServer({ settings: strictSettings })])
  somebody = await server.person()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await strict[Symbol.asyncDispose]()
})

/** What every operation answers alike, brought about in the same way for all of them. None of these calls changes anything. */
const common: readonly {
  readonly code: ErrorCode
  readonly when: string
  readonly applies: (op: Operation) => boolean
  readonly call: (wire: Wire, op: Operation, sample: Required<Call>) => Promise<Result>
}[] = [
  {
    code: 'UNAUTHENTICATED',
    when: 'nobody is signed in',
    applies: ({ access }) => access === 'user' || access === 'admin',
    call: (wire, { id }, { input }) => server.call(wire, id, input),
  },
  {
    code: 'FORBIDDEN',
    when: 'it is for administrators and somebody else calls',
    applies: ({ access }) => access === 'admin',
    call: (wire, { id }, { input }) => server.call(wire, id, input, somebody),
  },
  {
    code: 'VALIDATION_FAILED',
    when: 'the input has an unknown key',
    applies: () => true,
    call: (wire, { id }, { input, by }) => server.call(wire, id, { ...(input as object), surprise: 'yes' }, by),
  },
  {
    code: 'MALFORMED_REQUEST',
    when: 'the input cannot be read',
    applies: () => true,
    call: (wire, op, sample) => sendText(wire, op, sample, '{"a":1,"a":1}'),
  },
  {
    code: 'PAYLOAD_TOO_LARGE',
    when: 'the body has more than a megabyte',
    applies: ({ type }) => type === 'mutation',
    call: (wire, op, sample) => sendText(wire, op, sample, `{"a":"${'x'.repeat(1024 * 1024)}"}`),
  },
  {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    when: 'the body is a form',
    applies: ({ type }) => type === 'mutation',
    call: (wire, op, sample) => sendText(wire, op, sample, 'a=1', 'application/x-www-form-urlencoded'),
  },
  ...(['OVERLOADED', 'DATABASE_UNAVAILABLE'] as const).map((code) => ({
    code,
    when: 'the server has to give up',
    applies: () => true,
    call: async (wire: Wire, { id }: Operation, { input, by }: Required<Call>) => {
      using _ = server.failWith(new DomainError(code, { retryAfterSeconds: 3 }))
      return await server.call(wire, id, input, by)
    },
  })),
  {
    code: 'INTERNAL',
    when: 'something unforeseen happens',
    applies: () => true,
    call: async (wire, { id }, { input, by }) => {
      using _ = server.failWith(new Error('connect to db.internal:5432 as roster failed'))
      return await server.call(wire, id, input, by)
    },
  },
]

/** Sends a text where the operation's input goes; a query cannot be read at all. */
async function sendText(wire: Wire, op: Operation, { input, by }: Call, body: string, type = 'application/json') {
  const request = requestOf(wire, op, input, by)
  if (op.type === 'query') {
    const path = request.url.replace(/\?.*/, '')
    return readReply(wire, await server.send({ ...request, url: `${path}?input=%zz` }))
  }
  const headers = { ...request.headers, 'content-type': type }
  return readReply(wire, await server.send({ ...request, headers, body }))
}

let clients = 0

/** Makes a call ready. Each comes from an address of its own. */
async function arrange({ arrange, strict: isStrict }: Pick<Case, 'arrange' | 'strict'>): Promise<Required<Call>> {
  const { input = {}, by } = await arrange(isStrict ? strict : server)
  return { input, by: { ...by, headers: { 'x-forwarded-for': `2001:db8:${(++clients).toString(16)}::1` } } }
}

test('every procedure is in the table, and nothing else', () => {
  expect(Object.keys(parityTable).sort()).toEqual([...operationIds].sort())
})

test.each(operations)('every error that $id documents is in the table, and no other', (op) => {
  const own = parityTable[op.id]?.flatMap(({ answer }) => (answer === 'success' ? [] : [answer])) ?? []
  const shared = common.filter(({ applies }) => applies(op)).map(({ code }) => code)
  expect([...new Set([...own, ...shared, 'RATE_LIMITED'])].sort()).toEqual([...op.documented].sort())
})

describe.each(operations)('$id', (op) => {
  const cases = parityTable[op.id] ?? []

  test.each(cases)('is the same on both wires when $when: $answer', async (each) => {
    const on = each.strict ? strict : server
    const [rest, trpc] = await onBothWires(async (wire) => {
      const { input, by } = await arrange(each)
      return on.call(wire, op.id, input, by)
    })
    if (each.answer !== 'success') return expectSameFailure(rest, trpc, each.answer)
    expect(rest).toMatchObject({ ok: true, status: op.status })
    expect(trpc).toMatchObject({ ok: true, status: 200 })
    if (!rest.ok || !trpc.ok) return
    expect(masked(rest.data)).toEqual(masked(trpc.data))
    if (op.output === undefined) expect(rest.data).toBeUndefined()
    else expect(op.output.parse(rest.data)).toEqual(rest.data)
    expect(rest.headers.has('etag')).toBe(trpc.headers.has('etag'))
  })

  describe('as every operation of its kind', () => {
    let sample: Required<Call>
    beforeAll(async () => {
      if (cases[0]) sample = await arrange(cases[0])
    })

    test.each(common.filter(({ applies }) => applies(op)))(
      'is the same on both wires when $when: $code',
      async ({ code, call }) => {
        const [rest, trpc] = await onBothWires((wire) => call(wire, op, sample))
        expectSameFailure(rest, trpc, code)
      },
    )
  })

  test('is the same on both wires when the limit is used up: RATE_LIMITED', async () => {
    const { by, input } = await arrange({ ...(cases[0] as Case), strict: true })
    const call = (wire: Wire) => strict.call(wire, op.id, { ...(input as object), surprise: 'yes' }, by)
    expect(await call('tRPC')).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' })
    const [rest, trpc] = await onBothWires(call)
    expectSameFailure(rest, trpc, 'RATE_LIMITED')
  })
})

async function onBothWires(call: (wire: Wire) => Promise<Result>): Promise<readonly [Result, Result]> {
  return [await call('REST'), await call('tRPC')]
}

function expectSameFailure(rest: Result, trpc: Result, code: ErrorCode): void {
  const [status, ...trpcCodes] = wireCodes[code]
  expect(rest).toMatchObject({ ok: false, code, status })
  const { headers: restHeaders, ...onRest } = rest as Failure
  const { headers: trpcHeaders, ...onTrpc } = trpc as Failure
  expect(onTrpc).toEqual({
    ...onRest,
    // tRPC's own codes have statuses of their own.
    status: code === 'VALIDATION_FAILED' ? 400 : status,
    trpcCode: expect.toBeOneOf(trpcCodes),
    // Where fields are named, each wire has its own names.
    detail: onRest.errors === undefined ? onRest.detail : expect.any(String),
    // A wait is counted from now on, so a second may pass between the two.
    retryAfterSeconds: onRest.retryAfterSeconds === undefined ? undefined : expect.any(Number),
  })
  for (const [headers, { retryAfterSeconds }] of [
    [restHeaders, onRest],
    [trpcHeaders, onTrpc],
  ] as const) {
    expect(headers.has('www-authenticate')).toBe(status === 401)
    expect(headers.get('retry-after')).toBe(retryAfterSeconds?.toString() ?? null)
    expect(headers.get('cache-control')).toBe('no-store')
  }
}

/** What differs between two calls of the same kind: ids, times, tokens, addresses and what is made of them. */
function masked(data: unknown): unknown {
  const text = JSON.stringify(data) ?? 'null'
  return JSON.parse(
    text
      .replace(/"eyJ[\w.-]+"/g, '"<jwt>"')
      .replace(/"[\w+-]+@example\.com"/g, '"<address>"')
      .replace(/"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"/g, '"<id>"')
      .replace(/"[\w-]{43,}"/g, '"<secret>"')
      .replace(/"rstr_\w+"/g, '"<key>"')
      .replace(/"nextCursor":"[\w-]+"/g, '"nextCursor":"<cursor>"')
      .replace(/"(total|active|admins|users|activeSessions|registrations|signIns|checked)":\d+/g, '"$1":1'),
  )
}

const hostile: readonly unknown[] = [
  null,
  true,
  5,
  '',
  'x',
  [],
  ['x'],
  {},
  { toString: 'x' },
  '\ud800',
  'x'.repeat(5000),
  '2026-02-30T00:00:00Z',
]

test('several things that are wrong are reported together, on both wires alike', async () => {
  const input = { email: 5, password: 'short', name: '', role: 'admin', isAdmin: true }
  const [rest, trpc] = await onBothWires((wire) => server.call(wire, 'users.register', input))
  const pointers = (result: Result) => pointersOf(result).toSorted()
  expect(pointers(rest)).toEqual(['/email', '/isAdmin', '/name', '/password', '/role'])
  expect(pointers(trpc)).toEqual(pointers(rest))
})

const mutations = operations.filter(({ type, input }) => type === 'mutation' && input !== undefined)

test.each(mutations)('$id refuses the same values of each field on both wires, at the same places', async (op) => {
  const by = await server.person({ role: 'admin' })
  const shape = Object.keys(shapeOf(op))
  const { input } = await arrange(parityTable[op.id]?.[0] as Case)
  for (const field of shape.filter((name) => !op.path.includes('{') || !/Id$/.test(name))) {
    for (const value of hostile) {
      if (field === 'ifMatch' || field === 'idempotencyKey') continue
      const call = { ...(input as object), [field]: value }
      const outcome = { parsed: op.input?.safeParse(call).success }
      if (outcome.parsed) continue
      const [rest, trpc] = await onBothWires((wire) => server.call(wire, op.id, call, by))
      expectSameFailure(rest, trpc, 'VALIDATION_FAILED')
      expect((rest as Failure).errors).toContainEqual(
        expect.objectContaining({ pointer: expect.stringMatching(RegExp(`^/${field}(?:/|$)`)) }),
      )
    }
  }
})

/** The fields of an input, which may have a default as a whole. */
function shapeOf({ input }: Operation): object {
  const schema = input instanceof z.ZodPrefault ? input.unwrap() : input
  return schema instanceof z.ZodObject ? schema.shape : {}
}

test('the table names operations that exist', () => {
  for (const id of Object.keys(parityTable)) expect(operation(id).id).toBe(id)
})
