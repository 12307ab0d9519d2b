import { z } from 'zod'
import { deriveNames, toSnake } from './names.ts'
import { toWire } from './rename.ts'
import type { Io, Schema } from './schema.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** The schemas of `components`, filled while operations are described. */
export interface Components {
  readonly schemas: Map<string, JsonObject>
  /** The name a schema goes by: its id, unless that already means something else (an input beside an output). */
  readonly nameOf: (id: string, schema: JsonObject, io: Io) => string
}

const defsPrefix = '#/$defs/'

/** Formats that say by their name what zod adds as a pattern, which other languages may not be able to read. */
const standardFormats = new Set(['uuid', 'email', 'date-time', 'date', 'duration', 'uri', 'ipv4', 'ipv6'])

export function createComponents(): Components {
  const texts = new Map<string, string>()
  const nameOf = (id: string, schema: JsonObject, io: Io) => {
    const text = JSON.stringify(schema)
    // zod calls a schema that contains itself and has no id "__schema0".
    const base = id.startsWith('__') ? 'Shared' : id
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}${io === 'input' ? 'Input' : ''}${n === 2 ? '' : n}`
      const known = texts.get(name)
      if (known !== undefined && known !== text) continue
      texts.set(name, text)
      return name
    }
  }
  return { schemas: new Map(), nameOf }
}

/**
 * A zod schema as JSON Schema 2020-12, in wire names. Schemas with an `id` in zod's registry become components.
 * Inputs are closed, because the adapter refuses unknown keys; outputs are open, because they may grow.
 */
export function describeSchema(schema: Schema, io: Io, components: Components): JsonObject {
  const { root, defs } = convert(schema, io)
  return link(root, defs, io, components)
}

/** As `describeSchema`, for the object at the top of an input: in full, even if it has an `id` of its own. */
export function describeInput(schema: Schema, components: Components): { id: string | undefined; json: JsonObject } {
  const { root, defs } = convert(schema, 'input')
  const { $ref: ref, ...rest } = root
  const id = typeof ref === 'string' ? ref.slice(defsPrefix.length) : undefined
  const own = defs.find(([key]) => key === id)?.[1]
  const others = defs.filter(([key]) => key !== id)
  return { id, json: link({ ...own, ...rest }, others, 'input', components) }
}

type Defs = readonly (readonly [id: string, schema: JsonObject])[]

function convert(schema: Schema, io: Io): { root: JsonObject; defs: Defs } {
  const json = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => Object.assign(jsonSchema, examplesOf(zodSchema, io)),
  })
  const { $schema: _, $defs: defs, ...root } = mapSchema(json, (node) => toOpenApi(node, io))
  return { root, defs: Object.entries((defs ?? {}) as Record<string, JsonObject>) }
}

/** Examples and defaults are written like the schema, in its own names; documented are the wire's. */
function examplesOf(schema: Schema, io: Io): JsonObject {
  const { example, examples } = z.globalRegistry.get(schema) ?? {}
  const def = (schema as z.core.$ZodTypes)._zod.def
  const names = deriveNames(schema, io)
  return {
    ...(example === undefined ? {} : { example: toWire(example, names) }),
    ...(Array.isArray(examples) ? { examples: examples.map((value: unknown) => toWire(value, names)) } : {}),
    ...(def.type === 'default' ? { default: toWire(def.defaultValue, names) } : {}),
  }
}

/** Files what the schema points to as components, and points it there. */
function link(root: JsonObject, defs: Defs, io: Io, components: Components): JsonObject {
  const names = new Map(defs.map(([id, schema]) => [defsPrefix + id, components.nameOf(id, schema, io)]))
  const point = (node: JsonObject) =>
    typeof node.$ref === 'string' ? { ...node, $ref: `#/components/schemas/${names.get(node.$ref)}` } : node
  for (const [id, schema] of defs) components.schemas.set(names.get(defsPrefix + id) ?? id, mapSchema(schema, point))
  return mapSchema(root, point)
}

function toOpenApi({ id: _, ...node }: JsonObject, io: Io): JsonObject {
  return nullableAsType(withoutNoise(isObject(node.properties) ? inWireNames(node, io) : node))
}

function inWireNames(node: JsonObject, io: Io): JsonObject {
  const properties = Object.entries(node.properties ?? {}).map(([name, part]) => [toSnake(name), part])
  const required = Array.isArray(node.required) ? { required: node.required.map(String).map(toSnake) } : {}
  const { additionalProperties = false, ...rest } = node
  const isClosed = additionalProperties === false
  return {
    ...rest,
    properties: Object.fromEntries(properties),
    ...required,
    ...(io === 'output' && isClosed ? {} : { additionalProperties }),
  }
}

/** Leaves out what zod adds for its own sake: the pattern behind a format, a safe integer's bounds, a key's type. */
function withoutNoise(node: JsonObject): JsonObject {
  const { pattern, minimum, maximum, propertyNames, ...rest } = node
  const isAnyKey = isObject(propertyNames) && Object.keys(propertyNames).join() === 'type'
  return {
    ...rest,
    ...(propertyNames === undefined || isAnyKey ? {} : { propertyNames }),
    ...(pattern === undefined || standardFormats.has(String(node.format)) ? {} : { pattern }),
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  }
}

/** `anyOf: [X, null]` as `type: [x, "null"]`, which generators read better. */
function nullableAsType(node: JsonObject): JsonObject {
  const { anyOf, ...rest } = node
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return node
  const [inner, none]: readonly unknown[] = anyOf
  if (!isObject(inner) || !isObject(none) || none.type !== 'null' || typeof inner.type !== 'string') return node
  if ('const' in inner) return node
  const values = Array.isArray(inner.enum) ? { enum: [...inner.enum, null] } : {}
  return { ...inner, ...values, ...rest, type: [inner.type, 'null'] }
}

/** Changes a schema and every schema in it, the inner ones first. Values (examples, enums) stay untouched. */
function mapSchema(node: JsonObject, change: (node: JsonObject) => JsonObject): JsonObject {
  const inside = (part: unknown) => (isObject(part) ? mapSchema(part, change) : part)
  const entries = Object.entries(node).map(([key, part]) => {
    if (['items', 'additionalProperties', 'propertyNames', 'not'].includes(key)) return [key, inside(part)]
    if (['anyOf', 'oneOf', 'allOf', 'prefixItems'].includes(key) && Array.isArray(part)) return [key, part.map(inside)]
    if (['properties', 'patternProperties', '$defs'].includes(key) && isObject(part)) {
      return [key, Object.fromEntries(Object.entries(part).map(([name, schema]) => [name, inside(schema)]))]
    }
    return [key, part]
  })
  return change(Object.fromEntries(entries))
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
