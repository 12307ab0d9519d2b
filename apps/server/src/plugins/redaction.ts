const MASK = '[redacted]'
const SECRET_NAME = /pass(?:word|phrase)|secret|token|authorization|cookie|credential|hash|api[-_]?key|jwk/i
const MAX_DEPTH = 6
const MAX_ENTRIES = 100
const MAX_TEXT = 8192

/** Secrets that show by their form, wherever they stand. None of the patterns crosses a quote or a backslash. */
const SECRETS = new RegExp(
  [
    String.raw`\beyJ[\w-]{8,4096}\.[\w-]{1,4096}(?:\.[\w-]{0,4096})*`, // JWTs
    String.raw`\$(?:2[abxy]|bcrypt-sha256)\$[^\s"'\\]{10,200}`, // password hashes
    String.raw`\b(?:Bearer|Basic) +[\w.~+/=-]{8,4096}`, // credentials in headers
    String.raw`(?<=\/\/)[^\s/@"'\\]{1,256}@`, // user and password in URLs
    String.raw`(?<![\w-]|"kid":")[\w-]{43}(?![\w-])`, // our own: 256 bits in base64url
  ].join('|'),
  'gi',
)
/** `passwordHash: "…"`, the way drivers quote what they were given. */
const NAMED_SECRETS =
  /((?:password|secret|token|hash)\w{0,40}["'`]?\s{0,4}[:=]\s{0,4})(?:"[^"]*"|'[^']*'|`[^`]*`|[^\s,;)}"'`]+)/gi

/** A text without the secrets that can be recognised in it. Linear in its length. */
export const maskSecrets = (text: string): string => text.replace(SECRETS, MASK)

/** What is logged, without secrets: by the names of fields, at any depth, and by the form of values. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskSecrets(value.slice(0, MAX_TEXT))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth >= MAX_DEPTH) return '[deep]'
  if (value instanceof Error) return describeFailure(value, depth)
  if (ArrayBuffer.isView(value)) return '[bytes]'
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((item) => redact(item, depth + 1))
  return redactFields(value, depth)
}

/** The fields of an object, each redacted. */
export function redactFields(value: object, depth = 0): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value).slice(0, MAX_ENTRIES)) {
    fields[name] = redactField(name, field, depth)
  }
  return fields
}

function redactField(name: string, value: unknown, depth: number): unknown {
  // A key's public name looks like a token of ours.
  if (name === 'kid') return value
  return SECRET_NAME.test(name) && mayBeSecret(value) ? MASK : redact(value, depth + 1)
}

const mayBeSecret = (value: unknown) => typeof value === 'string' || (typeof value === 'object' && value !== null)

function describeFailure(error: Error, depth: number): object {
  return {
    type: error.name,
    message: maskFailure(error.message),
    stack: maskFailure(error.stack ?? ''),
    ...('code' in error && { code: redact(error.code) }),
    ...(error.cause !== undefined && { cause: redact(error.cause, depth + 1) }),
  }
}

const maskFailure = (text: string) => maskSecrets(text.slice(0, MAX_TEXT).replace(NAMED_SECRETS, `$1${MASK}`))
