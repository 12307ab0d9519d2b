import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from './support/live-server.ts'
import { type Operation, operations } from './support/operations.ts'
import { requestOf, type WireRequest } from './support/wire.ts'

let server: LiveServer
let admin: Person
beforeAll(async () => {
  server = await startServer()
  admin = await server.person({ role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

const UUID = '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'
const odd: readonly unknown[] = [
  'true',
  '5',
  '',
  'null',
  '{}',
  'NaN',
  true,
  0,
  1.5,
  null,
  [],
  {},
  ['me'],
  { toString: 'x' },
]
const oddKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'valueOf',
  'toJSON',
  'then',
  '_zod',
  '~standard',
  'shape',
  'a.b',
  'a[b]',
  '',
]

/** Everything a schema takes and gives, with its defaults, as a text. */
const described = (): string =>
  JSON.stringify(
    operations.map(({ id, input, output }) => ({
      id,
      input: input && z.toJSONSchema(input, { io: 'input' }),
      parsed: input && z.toJSONSchema(input, { io: 'output', unrepresentable: 'any' }),
      output: output && z.toJSONSchema(output),
    })),
  )

/** What both wires say to the inputs by which one could tell that the other's coercion has leaked. */
async function answers(): Promise<unknown> {
  const told = []
  for (const input of [
    { limit: '5' },
    { limit: 5 },
    { includeTotal: 'false' },
    { includeTotal: false },
    { search: 5 },
    { limit: '' },
  ]) {
    const result = await server.call('tRPC', 'users.list', input, admin)
    told.push(result.ok ? Object.keys(result.data as object) : result.errors)
  }
  for (const query of ['limit=5', 'limit=abc', 'include_total=false', 'include_total=0', 'limit=']) {
    const reply = await server.fetch(`/api/v1/users?${query}`, { headers: { authorization: `Bearer ${admin.token}` } })
    const { errors, ...page } = (await reply.json()) as { errors?: unknown }
    told.push(errors ?? Object.keys(page))
  }
  for (const name of ['5', 5, true, 'true', null]) {
    const body = JSON.stringify({ email: 'not an address', password: TEST_PASSWORD, name })
    const headers = { 'content-type': 'application/json' }
    for (const path of ['/api/v1/users', '/trpc/users.register']) {
      const reply = await server.fetch(path, { method: 'POST', headers, body })
      const {
        request_id: _,
        error,
        ...problem
      } = (await reply.json()) as Record<string, { data?: { errors?: unknown } }>
      told.push(error?.data?.errors ?? problem)
    }
  }
  return told
}

/** The same operation with one field after the other replaced, on both wires, plus keys that it does not have. */
function* storm(op: Operation): Generator<WireRequest> {
  const schema = op.input instanceof z.ZodPrefault ? op.input.unwrap() : op.input
  const fields = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  // Nothing of this is to succeed: the one field that is always wrong keeps every call from having an effect.
  const base = { userId: 'me', sessionId: UUID, surprise: 1 }
  for (const wire of ['REST', 'tRPC'] as const) {
    for (const [index, value] of odd.entries()) {
      const field = fields[index % Math.max(fields.length, 1)] ?? 'x'
      yield requestOf(wire, op, { ...base, [field]: value }, admin)
    }
    for (const key of oddKeys) yield requestOf(wire, op, { ...base, [key]: { polluted: true } }, admin)
  }
}

test('what one wire sends cannot change what the other accepts', { timeout: 60_000 }, async () => {
  const schemas = described()
  const before = await answers()
  const statuses = new Set<number>()
  for (const op of operations) {
    const requests = Array.from(storm(op))
    // Not all at once: a busy machine would rightly turn some away.
    while (requests.length > 0) {
      const replies = await Promise.all(requests.splice(0, 10).map((request) => server.send(request)))
      for (const reply of replies) {
        statuses.add(reply.status)
        await reply.arrayBuffer()
      }
    }
  }
  expect([...statuses].filter((status) => status >= 500 || status < 400)).toEqual([])
  expect(described()).toBe(schemas)
  expect(await answers()).toEqual(before)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted')
})

test('the storm has changed nothing about the one who sent it', async () => {
  expect(await server.call('REST', 'users.get', { userId: 'me' }, admin)).toMatchObject({
    ok: true,
    data: { id: admin.id, email: admin.email, name: null, role: 'admin', status: 'active' },
  })
})
