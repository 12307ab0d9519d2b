/** A SQLSTATE (PostgreSQL, appendix A), or a SQLSTATE class, that says: not now, and not because of the query. */
const UNAVAILABLE_STATES = /^(08|53|58|28|57P0|57014|25006|25P03|3D000|55P03)/
/** Prisma's codes for the same (prisma.io/docs, error reference); P2028 is a transaction that got no time. */
const UNAVAILABLE_PRISMA = /^(P1000|P1001|P1002|P1003|P1008|P1010|P1011|P1017|P2024|P2028|P2037)$/
/** Errors of a socket; ENOENT is one when a Unix socket has gone. */
const UNAVAILABLE_SYSTEM = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|EADDR)/
/** What an adapter's error says where it has no code. */
const UNAVAILABLE_KINDS = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TlsConnectionError)$/
/** What pg throws has no code at all. */
const UNAVAILABLE_TEXTS =
  /^(Query read timeout|timeout e|Connection terminated|Client (has encountered|was closed)|Cannot use a pool|The database did not answer)/

/** The codes of a serialization failure and of a deadlock. */
const RETRYABLE = /^(P2034|40001|40P01)$/

/** Whether the database was away, frozen, starting, shutting down, full or too slow: the same call may succeed later. */
export function isUnavailable(error: unknown): boolean {
  return layersOf(error).some((layer) => {
    if (UNAVAILABLE_TEXTS.test(textOf(layer.message))) return true
    if (UNAVAILABLE_KINDS.test(textOf(layer.kind))) return true
    if (layer.syscall === 'connect') return true
    return codesOf(layer).some(
      (code) => UNAVAILABLE_STATES.test(code) || UNAVAILABLE_PRISMA.test(code) || UNAVAILABLE_SYSTEM.test(code),
    )
  })
}

/** Whether two transactions were in each other's way and this one was undone: run it again from its beginning. */
export function isRetryable(error: unknown): boolean {
  return layersOf(error).some((layer) => codesOf(layer).some((code) => RETRYABLE.test(code)))
}

/**
 * Whether a unique index refused a row; which one is its name (`users_email_key`), or its columns if Prisma named it
 * (`['email']`). Without `which`, any.
 */
export function isUniqueViolation(error: unknown, which?: string | readonly string[]): boolean {
  const layers = layersOf(error)
  const isUnique = layers.some((layer) => codesOf(layer).some((code) => code === 'P2002' || code === '23505'))
  if (!isUnique || which === undefined) return isUnique
  return layers.map(indexOf).some((index) => {
    if (index === null) return false
    return typeof which === 'string' ? index === which : index.endsWith(`_${which.join('_')}_key`)
  })
}

/** What may be logged of a database error: a SQLSTATE, or else Prisma's or the system's code; null when it has none. */
export function databaseErrorCode(error: unknown): string | null {
  const codes = layersOf(error).flatMap(codesOf)
  return codes.find((code) => /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code)) ?? codes[0] ?? null
}

type Layer = Record<string, unknown>

/** The error, what Prisma's driver adapter found, and the causes of both: each may hold the code. */
function layersOf(error: unknown): Layer[] {
  const layers: Layer[] = []
  const queue: unknown[] = [error]
  while (queue.length > 0 && layers.length < 8) {
    const value = queue.shift()
    if (typeof value !== 'object' || value === null) continue
    const layer = value as Layer
    layers.push(layer)
    queue.push((layer.meta as Layer | undefined)?.driverAdapterError, layer.cause)
  }
  return layers
}

function codesOf(layer: Layer): string[] {
  return [layer.originalCode, layer.code, layer.errorCode].filter((code) => typeof code === 'string')
}

function indexOf(layer: Layer): string | null {
  const constraint = layer.constraint
  if (typeof constraint === 'string') return constraint
  const index = (constraint as { index?: unknown } | undefined)?.index
  return typeof index === 'string' ? index : null
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
