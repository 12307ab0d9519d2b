/** Values that callers have put there, or whose keys are data: nothing in them is renamed. */
const OPAQUE = new Set(['changes'])

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** A value with the names that it has on REST: `createdAt` is `created_at`. */
export function toWireNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWireNames)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [snakeCase(name), OPAQUE.has(name) ? member : toWireNames(member)]),
  )
}
