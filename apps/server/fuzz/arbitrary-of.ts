import fc from 'fast-check'
import { z } from 'zod'

type Schema = z.core.$ZodType

/** What stands in for a field of this name, whatever its schema; nothing to go by the schema. */
export type FieldArbitrary = (name: string, schema: Schema) => fc.Arbitrary<unknown> | undefined

/**
 * Values that a zod schema takes, or nearly takes: types, bounds, formats and choices are kept to, refinements are not
 * known. Throws for a construct that the contract has not used so far.
 */
export function arbitraryOf(schema: Schema, field: FieldArbitrary = () => undefined): fc.Arbitrary<unknown> {
  const known = schema as z.core.$ZodTypes
  const { def } = known._zod
  const { format, minLength, maxLength, examples } = hints(schema)
  if (format === 'email') return email
  if (format === 'cidr') return range
  if (maxLength !== undefined) return text(minLength ?? 0, maxLength)
  switch (def.type) {
    case 'object':
      return objectOf(def, field)
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
      return arbitraryOf(def.innerType, field)
    case 'nullable':
      return fc.option(arbitraryOf(def.innerType, field), { nil: null, freq: 4 })
    case 'pipe':
      return arbitraryOf(def.in, field)
    case 'array':
      return arrayOf(known as z.ZodArray, field)
    case 'union':
      return fc.oneof(...def.options.map((option) => arbitraryOf(option, field)))
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries))
    case 'literal':
      return fc.constantFrom(...def.values)
    case 'unknown':
      return fc.jsonValue({ maxDepth: 2 })
    case 'boolean':
      return fc.boolean()
    case 'number':
      return numberOf(known as z.ZodNumber)
    case 'string':
      return withExamples(stringOf(known as z.ZodString), examples)
    default:
      throw new Error(`There is no arbitrary for ${def.type} yet`)
  }
}

function objectOf(def: z.core.$ZodObjectDef, field: FieldArbitrary): fc.Arbitrary<unknown> {
  const entries = Object.entries(def.shape)
  const fields = entries.map(([name, schema]) => {
    const value = field(name, schema) ?? arbitraryOf(schema, field)
    return [name, schema._zod.optin === undefined ? value : sometimes(value)] as const
  })
  return fc.record(Object.fromEntries(fields), { noNullPrototype: true }).map(withoutAbsent)
}

/** A few, whatever the most is. */
function arrayOf({ def, _zod }: z.ZodArray, field: FieldArbitrary): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = SEVERAL } = _zod.bag as { minimum?: number; maximum?: number }
  const size = { minLength: minimum, maxLength: Math.min(maximum, minimum + SEVERAL) }
  return fc.array(arbitraryOf(def.element, field), size)
}

const SEVERAL = 3

/** A third of the time: with many optional fields at once, one of them is always refused. */
const sometimes = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

const withoutAbsent = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** What a schema says about itself beside its checks: the contract's refinements are described there. */
const hints = (schema: Schema) =>
  (z.globalRegistry.get(schema) ?? {}) as {
    format?: string
    minLength?: number
    maxLength?: number
    examples?: readonly unknown[]
  }

/** Where a refinement knows the few values there are (time zones, say), the examples are among them. */
const withExamples = (texts: fc.Arbitrary<unknown>, examples: readonly unknown[] = []) =>
  examples.length === 0
    ? texts
    : fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...examples) }, { weight: 1, arbitrary: texts })

function numberOf({ minValue, maxValue, format }: z.ZodNumber): fc.Arbitrary<number> {
  const range = { min: minValue ?? -1000, max: maxValue ?? 1000 }
  return format === 'safeint' ? fc.integer(range) : fc.double({ ...range, noNaN: true })
}

function stringOf({ format, minLength, maxLength }: z.ZodString): fc.Arbitrary<string> {
  if (format === 'uuid' || format === 'guid') return fc.uuid()
  if (format === 'datetime')
    return fc.date({ noInvalidDate: true, min: YEAR_1, max: YEAR_9999 }).map((date) => date.toISOString())
  return text(minLength ?? 0, maxLength ?? 300)
}

const YEAR_1 = new Date('0001-01-01T00:00:00Z')
const YEAR_9999 = new Date('9999-12-31T23:59:59Z')

/** Mostly what people write, sometimes all that Unicode has. */
const text = (minLength: number, maxLength: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ minLength, maxLength, unit: 'grapheme-ascii' }) },
    { weight: 1, arbitrary: fc.string({ minLength, maxLength, unit: 'grapheme' }) },
    { weight: 1, arbitrary: fc.string({ minLength, maxLength, unit: 'binary' }) },
  )

const email = fc.emailAddress({ size: 'small' })

const range = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
)
