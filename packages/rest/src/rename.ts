import type { InputIssue } from './errors.ts'
import type { Names } from './names.ts'

/** A JSON object. */
export type Data = Record<string, unknown>

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets a key that came from outside: `__proto__` by assignment would replace the prototype. */
function put(target: Data, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** The issue of a key that an operation does not take. */
export function unknownKey(path: readonly PropertyKey[], key: string): InputIssue {
  return { path: [...path, key], code: 'unrecognized_keys', message: `Unrecognized key: ${JSON.stringify(key)}` }
}

/** What was sent, with the schema's names. Keys that are no wire name are left out and reported in `issues`. */
export function fromWire(
  value: unknown,
  names: Names | undefined,
  issues: InputIssue[],
  path: readonly PropertyKey[] = [],
): unknown {
  if (names === undefined) return value
  if (Array.isArray(value)) {
    if (names.items === undefined) return value
    return value.map((item: unknown, index) => fromWire(item, names.items, issues, [...path, index]))
  }
  const takesObject = names.fields.size > 0 || names.open
  return takesObject && isData(value) ? fieldsFromWire(value, names, issues, path) : value
}

/** As `fromWire`, for a value known to be an object. */
export function fieldsFromWire(
  value: Data,
  names: Names,
  issues: InputIssue[],
  path: readonly PropertyKey[] = [],
): Data {
  const result: Data = {}
  for (const key of Object.keys(value)) {
    const field = names.wires.get(key)
    if (field !== undefined) {
      const inside = field.inside
      result[field.name] = inside === undefined ? value[key] : fromWire(value[key], inside, issues, [...path, key])
    } else if (names.open) put(result, key, fromWire(value[key], names.values, issues, [...path, key]))
    else issues.push(unknownKey(path, key))
  }
  return result
}

/** What is answered, with the wire's names. */
export function toWire(value: unknown, names: Names | undefined): unknown {
  if (names === undefined) return value
  if (Array.isArray(value)) {
    return names.items === undefined ? value : value.map((item: unknown) => toWire(item, names.items))
  }
  if (!isData(value)) return value
  const result: Data = {}
  // An output has been through its schema: unless the object is open, there are no other keys than its fields.
  if (names.open) {
    for (const key of Object.keys(value)) {
      const field = names.fields.get(key)
      if (field === undefined) put(result, key, toWire(value[key], names.values))
    }
  }
  for (const { name, wire, inside } of names.fields.values()) {
    const part = value[name]
    if (part !== undefined) result[wire] = inside === undefined ? part : toWire(part, inside)
  }
  return result
}

/** The path of an issue in wire names. Steps into free-form data stay as they are. */
export function wirePath(path: readonly PropertyKey[], names: Names | undefined): readonly string[] {
  let at = names
  return path.map((step) => {
    const field = typeof step === 'string' ? at?.fields.get(step) : undefined
    if (field !== undefined) at = field.inside
    else at = typeof step === 'number' ? at?.items : at?.values
    return field?.wire ?? String(step)
  })
}

/** RFC 6901 */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Zod's issues, one per offending key, in wire names. */
export function wireIssues(issues: readonly InputIssue[], names: Names | undefined): InputIssue[] {
  return issues.flatMap(({ path, code, message, keys }): InputIssue[] => {
    if (keys === undefined) return [{ path: wirePath(path, names), code, message }]
    return keys.map((key) => unknownKey(wirePath(path, names), key))
  })
}
