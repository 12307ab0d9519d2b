import * as contract from '@roster/contract'
import { z } from 'zod'

/** The parts of JSON Schema that the contract comes down to. */
interface Schema {
  readonly name?: string
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly description?: string
  readonly format?: string
  readonly default?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly $defs?: Readonly<Record<string, Schema>>
}

export type Direction = 'input' | 'output'

/** Prints zod schemas as TypeScript, and collects the named ones as declarations of their own. */
export interface TypePrinter {
  /** The type of a schema. What has no name of its own in the contract gets the one that is given. */
  print(schema: z.ZodType, direction: Direction, name: string): string
  declarations(): readonly string[]
}

const names = new Map<unknown, string>()
for (const [name, value] of Object.entries(contract)) {
  if (value instanceof z.ZodObject || value instanceof z.ZodEnum) names.set(value, name)
}

export function createTypePrinter(): TypePrinter {
  const declared = new Map<string, string>()

  const declare = (name: string, schema: Schema): string => {
    const text = `${schema.properties ? doc(schema, '') : ''}export ${body(name, schema)}`
    const known = declared.get(name)
    if (known !== undefined && known !== text) throw new Error(`${name} has two forms:\n${known}\n${text}`)
    declared.set(name, text)
    return name
  }

  const body = (name: string, schema: Schema): string =>
    schema.properties ? `interface ${name} ${object(schema, '')}` : `type ${name} = ${plain(schema, '')}`

  const typeOf = (schema: Schema, indent: string): string =>
    schema.name === undefined ? plain(schema, indent) : declare(schema.name, schema)

  const plain = (schema: Schema, indent: string): string => {
    if (schema.const !== undefined) return literal(schema.const)
    if (schema.enum) return schema.enum.map(literal).join(' | ')
    if (schema.anyOf) return unique(schema.anyOf.map((each) => typeOf(each, indent))).join(' | ')
    if (Array.isArray(schema.type)) return schema.type.map((type) => plain({ ...schema, type }, indent)).join(' | ')
    if (schema.properties) return object(schema, indent)
    switch (schema.type) {
      case 'string':
      case 'boolean':
      case 'null':
        return schema.type
      case 'integer':
      case 'number':
        return 'number'
      case 'array':
        return `ReadonlyArray<${typeOf(schema.items ?? {}, indent)}>`
      case 'object':
        return `Readonly<Record<string, ${typeOf(asSchema(schema.additionalProperties), indent)}>>`
      default:
        return 'unknown'
    }
  }

  const object = (schema: Schema, indent: string): string => {
    const inner = `${indent}  `
    const fields = Object.entries(schema.properties ?? {}).map(([key, field]) => {
      const optional = !schema.required?.includes(key)
      const type = typeOf(field, inner)
      return `${doc(field, inner)}${inner}readonly ${key}${optional ? '?' : ''}: ${type}${optional ? ' | undefined' : ''}`
    })
    return `{\n${fields.join('\n')}\n${indent}}`
  }

  return {
    print: (schema, direction, name) => {
      const json = jsonSchemaOf(schema, direction)
      return typeOf(json.properties && json.name === undefined ? { ...json, name } : json, '')
    },
    declarations: () => [...declared.values()],
  }
}

/** JSON Schema with every reference put in its place, and the contract's own names on what has one. */
function jsonSchemaOf(schema: z.ZodType, io: Direction): Schema {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const name = names.get(zodSchema)
      if (name !== undefined) Object.assign(jsonSchema, { name })
    },
  }) as Schema
  return inline(json, json.$defs ?? {})
}

function inline(value: Schema, defs: Readonly<Record<string, Schema>>): Schema {
  const { $defs: _, $ref, ...rest } = value
  if ($ref !== undefined) return { ...inline(defs[$ref.slice('#/$defs/'.length)] ?? {}, defs), ...rest }
  const { properties, items, anyOf, additionalProperties } = rest
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, inline(each, defs)])),
    }),
    ...(items && { items: inline(items, defs) }),
    ...(anyOf && { anyOf: anyOf.map((each) => inline(each, defs)) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: inline(additionalProperties, defs) }),
  }
}

const asSchema = (value: Schema | boolean | undefined): Schema => (typeof value === 'object' ? value : {})
const unique = (types: readonly string[]) => [...new Set(types)].filter((type, _, all) => !isCovered(type, all))
/** `'me' | string` is `string`. */
const isCovered = (type: string, all: readonly string[]) => type.startsWith("'") && all.includes('string')
const literal = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))

/** The contract's descriptions name fields as REST does. */
export const camelNames = (text: string): string =>
  text.replace(/`[a-z]+(?:_[a-z]+)+`/g, (name) =>
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  )

function doc(schema: Schema, indent: string): string {
  const words = [
    schema.description && camelNames(schema.description),
    bounds(schema),
    formatOf(schema),
    defaultOf(schema),
  ].filter(Boolean)
  return words.length === 0 ? '' : `${indent}/** ${words.join(' ')} */\n`
}

function bounds({ type, enum: values, minLength, maxLength, minimum, maximum, format }: Schema): string | undefined {
  const unit = type === 'string' ? ' characters' : ''
  if (values !== undefined || format === 'uuid') return undefined
  const [min, max] = type === 'string' ? [minLength, maxLength] : [minimum, maximum]
  if (max === undefined || max >= Number.MAX_SAFE_INTEGER) return undefined
  return min === undefined ? `At most ${max}${unit}.` : `${min} to ${max}${unit}.`
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'A UUID.',
  'date-time': 'RFC 3339.',
}

const formatOf = ({ format, anyOf }: Schema): string | undefined =>
  FORMATS[format ?? anyOf?.find((each) => each.format !== undefined)?.format ?? '']

const defaultOf = (schema: Schema): string | undefined =>
  schema.default === undefined ? undefined : `Default: \`${JSON.stringify(schema.default)}\`.`
