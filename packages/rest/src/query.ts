import { malformed } from './errors.ts'

/**
 * The pairs of a URL's query, in order, percent-decoded, `+` read as a space (the WHATWG form encoding).
 * Throws `MalformedRequest` for a bad percent escape or a NUL character. No bracket or comma has a meaning.
 */
export function parseQuery(url: string): readonly (readonly [key: string, value: string])[] {
  const start = url.indexOf('?')
  if (start === -1) return []
  return url
    .slice(start + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals === -1 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
    })
}

/** Decodes one part of a query, refusing what stands for no text. */
function decode(text: string): string {
  const decoded = text.includes('%') ? decodePercent(text.replaceAll('+', ' ')) : text.replaceAll('+', ' ')
  return refuseNul(decoded)
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed('The query holds a bad percent escape.')
  }
}

/** The text itself, or `MalformedRequest`: no database column can hold a NUL character. */
export function refuseNul(text: string): string {
  if (text.includes('\0')) throw malformed('The URL holds a NUL character.')
  return text
}
