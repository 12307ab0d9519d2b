import { TRPCError } from '@trpc/server'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkRouter } from './check.ts'
import { registerRest } from './plugin.ts'
import type { RestRoute } from './route.ts'
import { errors, toy, toyRouter } from './toy-router.ts'

const Thing = z.strictObject({ thingId: z.string() })
const route: RestRoute = { method: 'POST', path: '/things/{thing_id}', summary: 'A thing', tag: 'Things' }

/** The problems of a router with one mutation, or one query if the route is for GET. */
function problemsOf(changes: Partial<RestRoute>, input: z.ZodType = Thing, output: z.ZodType = z.string()) {
  const meta = { rest: { ...route, ...changes } }
  const builder = toy.open.meta(meta).input(input).output(output)
  const thing = changes.method === 'GET' ? builder.query(() => 'x') : builder.mutation(() => 'x')
  return checkRouter(toy.router({ thing }), errors)
}

test('a sound router has no problems', () => {
  expect(checkRouter(toyRouter, errors)).toEqual([])
  expect(problemsOf({})).toEqual([])
})

const Cursor = z.strictObject({ thingId: z.string(), cursor: z.string().optional() })

test.each<[string, Partial<RestRoute>, z.ZodType?, z.ZodType?]>([
  ['the input is not an object schema', {}, z.union([Thing, z.strictObject({ a: z.string() })])],
  ['the input is not an object schema', { path: '/things' }, z.string()],
  ['the input takes unknown keys', {}, z.looseObject({ thingId: z.string() })],
  ['{thing_id} is no field of the input', {}, z.strictObject({})],
  ['{thing_id} is not a required scalar', {}, z.strictObject({ thingId: z.string().optional() })],
  ['{thing_id} is not a required scalar', {}, z.strictObject({ thingId: z.string().default('x') })],
  ['{thing_id} is not a required scalar', {}, z.strictObject({ thingId: z.object({}) })],
  ['{thing_id} is not a required scalar', {}, z.strictObject({ thingId: z.array(z.string()) })],
  ['GET does not go with a mutation', { method: ['POST', 'GET'] }],
  ['the summary is empty', { summary: ' ' }],
  ['the tag is empty', { tag: '' }],
  ['the path things is not of the form /segment/{parameter}', { path: 'things' }],
  ['the path /things/ is not of the form /segment/{parameter}', { path: '/things/' }],
  ['the path /things/{thingId} is not of the form /segment/{parameter}', { path: '/things/{thingId}' }],
  ['the header field ifMatch is no field of the input', { headers: { ifMatch: 'If-Match' } }],
  ['location: {id} is no field of the output', { location: '/things/{id}' }, Thing, z.object({ name: z.string() })],
  ['paged needs cursor in the input and nextCursor in the output', { paged: true }, Thing],
  ['paged needs cursor in the input and nextCursor in the output', { paged: true }, Cursor, z.object({})],
  ['there is no error NO_SUCH_ERROR', { errors: ['NO_SUCH_ERROR', 'NOT_FOUND'] }],
  ['the input uses z.coerce, which takes more than its type', {}, z.strictObject({ thingId: z.coerce.number() })],
  ['the output cannot be described: Date cannot be represented in JSON Schema', {}, Thing, z.object({ at: z.date() })],
  [
    'the input cannot be described: BigInt cannot be represented in JSON Schema',
    { path: '/x' },
    z.strictObject({ n: z.bigint() }),
  ],
  [
    'the input field created_at is not camelCase, or is lost in snake_case',
    { path: '/x' },
    z.strictObject({ created_at: z.string() }),
  ],
  [
    'the output field a_b is not camelCase, or is lost in snake_case',
    {},
    Thing,
    z.object({ x: z.array(z.object({ a_b: z.string(), aB: z.string() })) }),
  ],
])('refused: %s', (problem, changes, input, output) => {
  expect(problemsOf(changes, input, output)).toContain(`thing: ${problem}`)
})

test('a query is refused under anything but GET', () => {
  const thing = toy.open
    .meta({ rest: { ...route, method: ['POST', 'DELETE'] } })
    .input(Thing)
    .output(z.string())
    .query(() => 'x')
  expect(checkRouter(toy.router({ thing }))).toEqual([
    'thing: POST does not go with a query',
    'thing: DELETE does not go with a query',
  ])
})

test('a query field is a scalar or a list of scalars', () => {
  const input = z.strictObject({ thingId: z.string(), filter: z.strictObject({ name: z.string() }) })
  expect(problemsOf({ method: 'GET' }, input)).toEqual(['thing: filter is neither a scalar nor a list of scalars'])
})

test('only 204 goes without an output schema', () => {
  const plain = toy.open
    .meta({ rest: route })
    .input(Thing)
    .mutation(() => 'x')
  expect(checkRouter(toy.router({ plain }))).toEqual([
    'plain: it has no .output() with a zod schema, and its status is not 204',
  ])
  const done = toy.open
    .meta({ rest: { ...route, status: 204 } })
    .input(Thing)
    .mutation(() => undefined)
  expect(checkRouter(toy.router({ done }))).toEqual([])
})

test('chained inputs, and a procedure that does not say who may call it, are refused', () => {
  const chained = toy.open
    .meta({ rest: { ...route, status: 204 } })
    .input(Thing)
    .input(Thing)
    .mutation(() => undefined)
  expect(checkRouter(toy.router({ chained }))).toEqual([
    'chained: it has more than one .input(); strict objects cannot be chained',
  ])
  const nobodys = toy.open
    .meta({ rest: { ...route, status: 204 }, access: undefined } as never)
    .input(Thing)
    .mutation(() => undefined)
  expect(checkRouter(toy.router({ nobodys }))).toEqual(['nobodys: meta.access does not say who may call it'])
})

test('one method and path belong to one procedure, and one place has one parameter name', () => {
  const make = (path: string, name: string) =>
    toy.open
      .meta({ rest: { ...route, path, status: 204 } })
      .input(z.strictObject({ [name]: z.string() }))
      .mutation(() => undefined)
  const router = toy.router({
    a: make('/things/{thing_id}', 'thingId'),
    b: make('/things/{thing_id}', 'thingId'),
    c: make('/things/{id}/parts', 'id'),
  })
  expect(checkRouter(router)).toEqual([
    'b: POST /things/{thing_id} is taken by a',
    'c: {id} is called {thing_id} elsewhere',
  ])
})

test('the start fails with every problem at once', () => {
  const bad = toy.open.meta({ rest: { ...route, summary: '', errors: ['NOPE'] } }).mutation(() => 'x')
  const register = () =>
    registerRest(fastify(), {
      router: toy.router({ bad }),
      prefix: '/api',
      errorBaseUrl: '',
      errors,
      createContext: () => ({}),
      describeError: () => {
        throw new TRPCError({ code: 'NOT_FOUND' })
      },
    })
  expect(register).toThrow(
    /^The router cannot be served as REST:\n- bad: the summary is empty\n- bad: \{thing_id\} is no field of the input\n- bad: it has no \.input\(\).*\n- bad: it has no \.output\(\).*\n- bad: there is no error NOPE$/,
  )
})
