import type { z } from 'zod'
import { contentOf, type Io, type Schema } from './schema.ts'

/**
 * The two names of each field of a schema, as a tree. Derived once at start, so that a request costs look-ups only.
 * A node describes whatever may stand in its place: an object (`fields`), a free-form one (`open`, `values`), a list (`items`).
 */
export interface Names {
  readonly fields: Map<string, Field>
  readonly wires: Map<string, Field>
  /** Keys beyond the fields are data (a record, a loose object) and keep their spelling. */
  open: boolean
  values: Names | undefined
  items: Names | undefined
}

export interface Field {
  readonly name: string
  readonly wire: string
  inside: Names | undefined
}

/** `createdAt` → `created_at` */
export function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** `created_at` → `createdAt` */
export function toCamel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Whether a field's name survives the way to the wire and back, and looks like a name on both sides. */
export function isLossless(name: string): boolean {
  return /^[a-z][a-zA-Z0-9]*$/.test(name) && toCamel(toSnake(name)) === name
}

/** A node for an object that has no field at all. */
export function noNames(): Names {
  return { fields: new Map(), wires: new Map(), open: false, values: undefined, items: undefined }
}

/** The names in a schema as the wire sees it, or nothing if there is nothing to rename in it. */
export function deriveNames(schema: Schema, io: Io): Names | undefined {
  return prune(derive(schema, io, new Map()), new Set())
}

/** Adds one field to an object's node. */
export function addField(names: Names, field: Field): void {
  const known = names.fields.get(field.name)
  const merged = known === undefined ? field : { ...field, inside: merge(known.inside, field.inside) }
  names.fields.set(merged.name, merged)
  names.wires.set(merged.wire, merged)
}

function derive(schema: Schema, io: Io, seen: Map<Schema, Names>): Names | undefined {
  const content = contentOf(schema, io)
  const known = seen.get(content)
  if (known !== undefined) return known
  const def = content._zod.def
  const names = noNames()
  // Registered before its parts are read, because a schema may contain itself.
  seen.set(content, names)
  switch (def.type) {
    case 'object':
      fillObject(names, def, io, seen)
      return names
    case 'record':
      names.open = true
      names.values = derive(def.valueType, io, seen)
      return names
    case 'array':
      names.items = derive(def.element, io, seen)
      return names
    case 'tuple':
      for (const item of def.items) names.items = merge(names.items, derive(item, io, seen))
      return names
    case 'union':
      for (const option of def.options) mergeInto(names, derive(option, io, seen))
      return names
    case 'intersection':
      for (const side of [def.left, def.right]) mergeInto(names, derive(side, io, seen))
      return names
    default:
      return undefined
  }
}

function fillObject(names: Names, def: z.core.$ZodObjectDef, io: Io, seen: Map<Schema, Names>): void {
  for (const [name, field] of Object.entries(def.shape)) {
    addField(names, { name, wire: toSnake(name), inside: derive(field, io, seen) })
  }
  if (def.catchall === undefined || def.catchall._zod.def.type === 'never') return
  names.open = true
  names.values = derive(def.catchall, io, seen)
}

/** Cuts off every part without a field in it, so that free-form data is passed on without a copy. */
function prune(names: Names | undefined, seen: Set<Names>): Names | undefined {
  if (names === undefined || !hasFields(names, new Set())) return undefined
  if (seen.has(names)) return names
  seen.add(names)
  for (const field of names.fields.values()) field.inside = prune(field.inside, seen)
  names.items = prune(names.items, seen)
  names.values = prune(names.values, seen)
  return names
}

function hasFields(names: Names, seen: Set<Names>): boolean {
  if (names.fields.size > 0) return true
  if (seen.has(names)) return false
  seen.add(names)
  return [names.items, names.values].some((part) => part !== undefined && hasFields(part, seen))
}

function merge(a: Names | undefined, b: Names | undefined): Names | undefined {
  if (a === undefined || a === b) return b
  if (b === undefined) return a
  const merged = noNames()
  mergeInto(merged, a)
  mergeInto(merged, b)
  return merged
}

/** Alternatives share one node: the wire name follows from the field's name alone, so they cannot disagree. */
function mergeInto(target: Names, part: Names | undefined): void {
  if (part === undefined || part === target) return
  for (const field of part.fields.values()) addField(target, field)
  target.open ||= part.open
  target.values = merge(target.values, part.values)
  target.items = merge(target.items, part.items)
}
