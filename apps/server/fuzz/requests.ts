import fc from 'fast-check'
import { type Operation, operations } from '../test/support/operations.ts'
import { type Wire, wires } from '../test/support/wire.ts'
import { arbitraryOf } from './arbitrary-of.ts'
import { CANARY, fieldByName, SECRET_FIELDS } from './fields.ts'
import { hostileValue, strangeKey } from './hostile.ts'
import { type Twist, twist } from './twists.ts'

/** A program has an API key with every scope. */
export type CallerName = 'anonymous' | 'user' | 'admin' | 'program'

/** One request, as data: with the seed it is the same in every run. */
export interface FuzzRequest {
  readonly operation: Operation
  readonly wire: Wire
  readonly caller: CallerName
  readonly input: Readonly<Record<string, unknown>>
  readonly twist: Twist
}

type Input = Readonly<Record<string, unknown>>

export const request: fc.Arbitrary<FuzzRequest> = fc.oneof(...operations.map(requestOf))

function requestOf(operation: Operation): fc.Arbitrary<FuzzRequest> {
  return fc.record({
    operation: fc.constant(operation),
    wire: fc.constantFrom(...wires),
    caller: fc.constantFrom<CallerName[]>('anonymous', 'user', 'user', 'admin', 'admin', 'program'),
    input: inputOf(operation),
    twist,
  })
}

/** What the schema takes, and the same with one field changed. */
function inputOf({ input }: Operation): fc.Arbitrary<Input> {
  if (input === undefined) return fc.oneof(fc.constant({}), fc.dictionary(strangeKey, hostileValue, { maxKeys: 1 }))
  const valid = arbitraryOf(
    input,
    fieldByName((_, schema) => arbitraryOf(schema)),
  ) as fc.Arbitrary<Input>
  return fc.oneof(
    { weight: 8, arbitrary: valid },
    {
      weight: 6,
      arbitrary: fc.tuple(valid, hostileValue, fc.nat()).map(([fields, value, nth]) => replaceOne(fields, value, nth)),
    },
    { weight: 1, arbitrary: fc.tuple(valid, fc.nat()).map(([fields, nth]) => withoutOne(fields, nth)) },
    {
      weight: 2,
      arbitrary: fc.tuple(valid, strangeKey, hostileValue).map(([fields, key, value]) => withField(fields, key, value)),
    },
  )
}

function replaceOne(fields: Input, value: unknown, nth: number): Input {
  const names = Object.keys(fields)
  const name = names[nth % names.length]
  if (name === undefined) return fields
  return withField(fields, name, SECRET_FIELDS.has(name) && typeof value === 'string' ? CANARY + value : value)
}

function withoutOne(fields: Input, nth: number): Input {
  const entries = Object.entries(fields)
  return Object.fromEntries(entries.toSpliced(nth % Math.max(entries.length, 1), 1))
}

/** Also a `__proto__` is a field of its own. */
const withField = (fields: Input, name: string, value: unknown): Input =>
  Object.fromEntries([...Object.entries(fields).filter(([key]) => key !== name), [name, value]])
