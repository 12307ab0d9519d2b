import { expect, test } from 'vitest'
import { z } from 'zod'
import type { InputIssue } from './errors.ts'
import { deriveNames, isLossless, toCamel, toSnake } from './names.ts'
import { fromWire, pointerOf, toWire, wireIssues, wirePath } from './rename.ts'

test.each([
  ['createdAt', 'created_at'],
  ['id', 'id'],
  ['ipV4Address', 'ip_v4_address'],
  ['sha256Sum', 'sha256_sum'],
])('%s is %s on the wire, and back', (name, wire) => {
  expect(toSnake(name)).toBe(wire)
  expect(toCamel(wire)).toBe(name)
  expect(isLossless(name)).toBe(true)
})

test.each(['created_at', 'Name', 'line_1', '_x', 'a-b', ''])('%s is no name that survives the wire', (name) => {
  expect(isLossless(name)).toBe(false)
})

const Leaf = z.strictObject({ leafName: z.string() })

const wrapped: readonly (readonly [string, z.ZodType])[] = [
  ['optional', Leaf.optional()],
  ['nullable', Leaf.nullable()],
  ['default', Leaf.default({ leafName: 'x' })],
  ['readonly', Leaf.readonly()],
  ['catch', Leaf.catch({ leafName: 'x' })],
  ['refined', Leaf.refine(() => true)],
  ['preprocessed', z.preprocess((value) => value, Leaf)],
  ['piped', Leaf.pipe(z.object({ leafName: z.string() }))],
  ['lazy', z.lazy(() => Leaf)],
  ['in a union', z.union([z.string(), Leaf])],
  ['in an intersection', z.intersection(Leaf, z.object({}))],
]

test.each(wrapped)('an object that is %s is renamed', (_, schema) => {
  const names = deriveNames(z.object({ outerField: schema }), 'input')
  const issues: InputIssue[] = []
  expect(fromWire({ outer_field: { leaf_name: 'a' } }, names, issues)).toEqual({ outerField: { leafName: 'a' } })
  expect(issues).toEqual([])
})

test('lists and tuples are renamed item by item', () => {
  const names = deriveNames(z.object({ allLeaves: z.array(Leaf), onePair: z.tuple([Leaf, z.string()]) }), 'output')
  const value = { allLeaves: [{ leafName: 'a' }], onePair: [{ leafName: 'b' }, 'leafName'] }
  expect(toWire(value, names)).toEqual({ all_leaves: [{ leaf_name: 'a' }], one_pair: [{ leaf_name: 'b' }, 'leafName'] })
})

test('the keys of a record and everything free-form stay as they are', () => {
  const schema = z.object({ myRecord: z.record(z.string(), z.unknown()), anyThing: z.unknown(), jsonValue: z.json() })
  const value = { myRecord: { someKey: { innerKey: 1 } }, anyThing: { someKey: 1 }, jsonValue: [{ someKey: 1 }] }
  const names = deriveNames(schema, 'output')
  expect(toWire(value, names)).toEqual({
    my_record: value.myRecord,
    any_thing: value.anyThing,
    json_value: value.jsonValue,
  })
  expect(names?.fields.get('jsonValue')?.inside).toBeUndefined()
})

test('the fields of objects in a record are renamed, its keys are not', () => {
  const names = deriveNames(z.object({ r: z.record(z.string(), Leaf) }), 'output')
  expect(toWire({ r: { someKey: { leafName: 'a' } } }, names)).toEqual({ r: { someKey: { leaf_name: 'a' } } })
})

test('a schema that contains itself is renamed all the way down', () => {
  interface Tree {
    readonly nodeName: string
    readonly subTrees: readonly Tree[]
  }
  const Tree: z.ZodType<Tree> = z.object({ nodeName: z.string(), subTrees: z.array(z.lazy(() => Tree)) })
  const names = deriveNames(Tree, 'output')
  const value = { nodeName: 'a', subTrees: [{ nodeName: 'b', subTrees: [] }] }
  expect(toWire(value, names)).toEqual({ node_name: 'a', sub_trees: [{ node_name: 'b', sub_trees: [] }] })
})

test('alternatives share their names', () => {
  const schema = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('a'), firstField: z.string() }),
    z.object({ kind: z.literal('b'), secondField: Leaf }),
  ])
  const names = deriveNames(z.object({ it: schema }), 'output')
  expect(toWire({ it: { kind: 'b', secondField: { leafName: 'x' } } }, names)).toEqual({
    it: { kind: 'b', second_field: { leaf_name: 'x' } },
  })
})

test('camelCase and prototype keys are reported where they stand, and dropped', () => {
  const names = deriveNames(z.object({ outerField: z.array(Leaf) }), 'input')
  const issues: InputIssue[] = []
  const value = JSON.parse('{"outerField":1,"__proto__":{"x":1},"outer_field":[{"leaf_name":"a","leafName":"b"}]}')
  expect(fromWire(value, names, issues)).toEqual({ outerField: [{ leafName: 'a' }] })
  expect(issues.map(({ path, code }) => [pointerOf(path), code])).toEqual([
    ['/outerField', 'unrecognized_keys'],
    ['/__proto__', 'unrecognized_keys'],
    ['/outer_field/0/leafName', 'unrecognized_keys'],
  ])
})

test('prototype keys in free-form data stay data', () => {
  const names = deriveNames(z.object({ r: z.record(z.string(), Leaf) }), 'input')
  const value = fromWire({ r: JSON.parse('{"__proto__":{"leaf_name":"a"}}') }, names, []) as { r: object }
  expect(Object.keys(value.r)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(value.r)).toBe(Object.prototype)
})

test('values that are no objects reach the schema as they are', () => {
  const names = deriveNames(z.object({ outerField: Leaf, allLeaves: z.array(Leaf) }), 'input')
  const value = { outer_field: 'x', all_leaves: { leaf_name: 'a' } }
  expect(fromWire(value, names, [])).toEqual({ outerField: 'x', allLeaves: { leaf_name: 'a' } })
})

test('the path of an issue follows the wire', () => {
  const names = deriveNames(
    z.object({ allLeaves: z.array(Leaf), freeForm: z.record(z.string(), z.unknown()) }),
    'input',
  )
  expect(wirePath(['allLeaves', 2, 'leafName'], names)).toEqual(['all_leaves', '2', 'leaf_name'])
  expect(wirePath(['freeForm', 'someKey'], names)).toEqual(['free_form', 'someKey'])
})

test('unrecognized keys become one issue each', () => {
  const issues = [{ path: ['allLeaves'], code: 'unrecognized_keys', message: 'x', keys: ['a/b', 'c~d'] }]
  const names = deriveNames(z.object({ allLeaves: z.array(Leaf) }), 'input')
  expect(wireIssues(issues, names).map(({ path }) => pointerOf(path))).toEqual(['/all_leaves/a~1b', '/all_leaves/c~0d'])
})
