import type { z } from 'zod'

export type Schema = z.core.$ZodType
/** Which side of a schema is meant: what may be sent, or what comes out. */
export type Io = 'input' | 'output'

/** Whether a tRPC parser is a zod schema, the only kind that can be described. */
export function isSchema(parser: unknown): parser is Schema {
  return typeof parser === 'object' && parser !== null && '_zod' in parser
}

/** The schema inside optional, nullable, default, pipe and the like, as the wire sees it. */
export function contentOf(schema: Schema, io: Io): z.core.$ZodTypes {
  // zod types a nested schema by its base; the union of all kinds is what lets `def.type` narrow.
  const known = schema as z.core.$ZodTypes
  switch (known._zod.def.type) {
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
      return contentOf(known._zod.def.innerType, io)
    case 'lazy':
      return contentOf((known as z.core.$ZodLazy)._zod.innerType, io)
    case 'pipe': {
      const { in: first, out: last } = known._zod.def
      // z.preprocess puts its function first: what may be sent is then what the schema behind it takes.
      const preprocessed = (first as z.core.$ZodTypes)._zod.def.type === 'transform'
      return contentOf(io === 'input' && !preprocessed ? first : last, io)
    }
    default:
      return known
  }
}

/** The fields of an object schema, or nothing if the schema is something else. */
export function shapeOf(schema: Schema, io: Io): Readonly<Record<string, Schema>> | undefined {
  const { def } = contentOf(schema, io)._zod
  return def.type === 'object' ? def.shape : undefined
}

/** Whether an object without this field is refused. */
export function isRequired(schema: Schema): boolean {
  return schema._zod.optin === undefined
}

/** A schema and every schema in it, each once. */
export function* everySchema(schema: Schema, seen = new Set<Schema>()): Generator<z.core.$ZodTypes> {
  if (seen.has(schema)) return
  seen.add(schema)
  const known = schema as z.core.$ZodTypes
  yield known
  for (const part of partsOf(known)) yield* everySchema(part, seen)
}

function partsOf(schema: z.core.$ZodTypes): readonly Schema[] {
  const def = schema._zod.def
  if ('innerType' in def) return [def.innerType]
  switch (def.type) {
    case 'object':
      return [...Object.values(def.shape), ...(def.catchall ? [def.catchall] : [])]
    case 'record':
      return [def.keyType, def.valueType]
    case 'array':
      return [def.element]
    case 'tuple':
      return [...def.items, ...(def.rest ? [def.rest] : [])]
    case 'union':
      return def.options
    case 'intersection':
      return [def.left, def.right]
    case 'pipe':
      return [def.in, def.out]
    case 'lazy':
      return [(schema as z.core.$ZodLazy)._zod.innerType]
    default:
      return []
  }
}
