/** A piece of a template file: text as it stands, `{{placeholder}}`, or `{{> file}}`. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: string; readonly file: string }
  | { readonly kind: 'include'; readonly name: string; readonly file: string }

export interface ParsedTemplate {
  readonly parts: readonly Part[]
  readonly problems: readonly string[]
}

const TAG = /\{\{([^{}]*)\}\}/
const PLACEHOLDER = /^[a-zA-Z]+$/
const INCLUDE = /^>\s*([a-z][a-z-]*)$/

/** Reads the whole template language: `{{name}}` and `{{> name}}`, blanks allowed, nothing else. */
export function parseTemplate(source: string, file: string): ParsedTemplate {
  const parts: Part[] = []
  const problems: string[] = []
  // A split by one group alternates: text, tag, text, …
  for (const [index, piece] of source.split(TAG).entries()) {
    if (index % 2 === 0) {
      if (piece.includes('{{')) problems.push(`${file}: a "{{" without its "}}"`)
      parts.push({ kind: 'text', text: piece })
      continue
    }
    const tag = piece.trim()
    const include = INCLUDE.exec(tag)?.[1]
    if (include !== undefined) parts.push({ kind: 'include', name: include, file })
    else if (PLACEHOLDER.test(tag)) parts.push({ kind: 'placeholder', name: tag, file })
    else problems.push(`${file}: {{${piece}}} is neither {{placeholder}} nor {{> file}}`)
  }
  return { parts, problems }
}

export type Values = Readonly<Record<string, string>>

/** Fills the placeholders in. Throws when a value is missing, which the check at start rules out. */
export function renderParts(parts: readonly Part[], values: Values, inContext: (value: string) => string): string {
  return parts.map((part) => renderPart(part, values, inContext)).join('')
}

function renderPart(part: Part, values: Values, inContext: (value: string) => string): string {
  if (part.kind === 'text') return part.text
  const value = part.kind === 'placeholder' && Object.hasOwn(values, part.name) ? values[part.name] : undefined
  if (value === undefined) throw new Error(`${part.file}: nothing known for {{${part.name}}}`)
  return inContext(value)
}

const HTML_ENTITIES: Values = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For element content and quoted attribute values. */
export const escapeHtml = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? '')

/** Plain text needs no escaping. */
export const asText = (value: string): string => value

/** For header fields: one line, without control characters (RFC 5322 §2.2). */
export const asHeader = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
