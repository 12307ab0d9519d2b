const MASK = '[redacted]'
const SECRET_NAME = /pass(?:word|phrase)|secret|token|authorization|cookie|credential|hash|(?:api|retry)[-_]?key|jwk/i
const MAX_DEPTH = 6
const MAX_ENTRIES = 100
const MAX_TEXT = 8192
const MAX_NAMES = 500

/** Secrets that show by their form, wherever they stand. None of the patterns crosses a quote or a backslash. */
const JWT = /\beyJ[\w-]{8,4096}\.[\w-]{1,4096}(?:\.[\w-]{0,4096})*/g
/** Our own, and those of other programs that imports bring along. */
const PASSWORD_HASH =
  /(?:\$(?:2[abxy]|bcrypt-sha256|argon2(?:id|i|d)|(?:fb)?scrypt|pbkdf2(?:-sha\d{3})?)|\b(?:pbkdf2_sha\d{1,3}|(?:pbkdf2|scrypt):[\w:]{1,40}|scrypt|argon2|bcrypt(?:_sha256)?))\$[^\s"'\\]{10,1024}/g
const HEADER_CREDENTIAL = /\b(?:Bearer|Basic) +[\w.~+/=-]{8,4096}/gi
const URL_CREDENTIAL = /\/\/[^\s/@"'\\]{1,256}@/g
/** 256 bits in base64url: every token that Roster makes. */
const TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/g
/** The name of a signing key looks the same and is public. */
const PUBLIC_NAME = '"kid":"'
/** In the middle of a word too: better a word too many than a key. */
const API_KEY = /rstr_[0-9A-Za-z]{36}/g
/** How long an API key is, the shortest of all secrets. */
const SHORTEST_SECRET = 41
/** `passwordHash: "…"`, the way drivers quote what they were given. */
const NAMED_SECRETS =
  /((?:password|secret|token|hash)\w{0,40}["'`]?\s{0,4}[:=]\s{0,4})(?:"[^"]*"|'[^']*'|`[^`]*`|[^\s,;)}"'`]+)/gi

/** A text without the secrets that can be recognised in it. Linear in its length; every line of the log goes through. */
export function maskSecrets(text: string): string {
  let masked = text
  if (masked.includes('eyJ')) masked = masked.replace(JWT, MASK)
  if (masked.includes('$')) masked = masked.replace(PASSWORD_HASH, MASK)
  if (masked.includes('@')) masked = masked.replace(URL_CREDENTIAL, `//${MASK}@`)
  if (masked.includes('rstr_')) masked = masked.replace(API_KEY, MASK)
  return masked.replace(HEADER_CREDENTIAL, MASK).replace(TOKEN, maskToken)
}

const maskToken = (token: string, at: number, text: string) => (text.endsWith(PUBLIC_NAME, at) ? token : MASK)

/** What is logged, without secrets: by the names of fields, at any depth, and by the form of values. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length < SHORTEST_SECRET ? value : maskSecrets(value.slice(0, MAX_TEXT))
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
  if (typeof value === 'number' || typeof value === 'boolean' || name === 'kid') return value
  if (name === 'apiKeyId') return redact(value, depth + 1)
  return value !== null && isSecretName(name) ? MASK : redact(value, depth + 1)
}

/** Asked for the same few names with every line, so that the first answers are kept. */
function isSecretName(name: string): boolean {
  const known = knownNames.get(name)
  if (known !== undefined) return known
  const isSecret = SECRET_NAME.test(name)
  if (knownNames.size < MAX_NAMES) knownNames.set(name, isSecret)
  return isSecret
}

const knownNames = new Map<string, boolean>()

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
