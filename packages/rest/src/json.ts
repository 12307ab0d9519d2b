import { MalformedRequest } from './errors.ts'

const maxDepth = 64

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a

/**
 * `JSON.parse` that takes no ambiguity: a repeated key, a NUL character (escaped or raw) and nesting beyond 64 levels
 * are refused with `MalformedRequest`, as is anything that is not JSON (RFC 8259). Time is linear in the text.
 * Prototype keys come back as plain own properties; lone surrogates are left to the schema.
 */
export function parseJson(text: string): unknown {
  const colons = countColons(text)
  const value = parse(text)
  // Outside strings every colon belongs to one key, so a parsed value with fewer keys has swallowed a duplicate.
  if (countKeys(value) !== colons) throw new MalformedRequest('The JSON repeats a key.')
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // V8's message quotes the text, which may hold a password.
    throw new MalformedRequest('The body is not valid JSON.')
  }
}

/** Counts the colons outside strings; refuses NUL characters and deep nesting while passing by. */
function countColons(text: string): number {
  let colons = 0
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === quote) i = endOfString(text, i)
    else if (char === colon) colons++
    else if (char === 0) throw new MalformedRequest('The JSON holds a NUL character.')
    else if (char === 0x7b || char === 0x5b) depth++
    else if (char === 0x7d || char === 0x5d) depth--
    if (depth > maxDepth) throw new MalformedRequest(`The JSON is nested more than ${maxDepth} levels deep.`)
  }
  return colons
}

/** The index of the quote that closes the string opened at `start`, or the last index if none does. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === quote) return i
    if (char === backslash) {
      if (text.startsWith('u0000', i + 1)) throw new MalformedRequest('The JSON holds a NUL character.')
      i++
    } else if (char === 0) {
      throw new MalformedRequest('The JSON holds a NUL character.')
    }
  }
  return text.length
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const children = Object.values(value)
  let keys = Array.isArray(value) ? 0 : children.length
  for (const child of children) keys += countKeys(child)
  return keys
}
