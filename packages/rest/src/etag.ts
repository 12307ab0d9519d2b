/** An entity tag, weak or strong, as RFC 9110 §8.8.3 spells it. */
const entityTag = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g

/**
 * Whether `If-None-Match` names this entity tag, so that a GET is answered with 304 (RFC 9110 §13.1.2).
 * The comparison is weak, as the standard wants it here: `W/"a"` and `"a"` match.
 */
export function noneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  return (header.match(entityTag) ?? []).some((tag) => opaque(tag) === opaque(etag))
}

function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag
}
