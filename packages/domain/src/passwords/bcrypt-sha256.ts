import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { encodeBase64 } from 'bcryptjs'

/** Each step doubles the time; a stored hash above this is refused, for it could stop the server. */
export const MAX_COST = 16

const SALT_BYTES = 16

// Bcrypt's own base64. 22 characters hold 132 bits, so the last one of a 128-bit salt ends in four zeros: passlib
// refuses any other, while the `$2…$` layouts are read by programs that ignore those bits.
const V2 = /^\$bcrypt-sha256\$v=2,t=2b,r=([1-9]\d?)\$([./A-Za-z0-9]{21}[.Oeu])\$([./A-Za-z0-9]{31})$/
const PLAIN = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/

type HashLayout = 'bcrypt-sha256' | 'bcrypt'

/** The parts of a stored hash. Salt and digest are in bcrypt's base64, 22 and 31 characters. */
export interface StoredHash {
  readonly layout: HashLayout
  readonly cost: number
  readonly salt: string
  readonly digest: string
}

/**
 * Reads passlib's `bcrypt_sha256` v2 layout, which Roster writes, and plain `$2a$`, `$2b$` and `$2y$` hashes of imported
 * accounts. Anything else, and a cost that no server should be asked to pay, is nothing.
 */
export function parseHash(text: string): StoredHash | undefined {
  const v2 = V2.exec(text)
  const [, cost = '', salt = '', digest = ''] = v2 ?? PLAIN.exec(text) ?? []
  if (!isCost(Number(cost))) return undefined
  return { layout: v2 ? 'bcrypt-sha256' : 'bcrypt', cost: Number(cost), salt, digest }
}

/** Writes `$bcrypt-sha256$v=2,t=2b,r=COST$salt$digest`. */
export function formatHash({ cost, salt, digest }: Omit<StoredHash, 'layout'>): string {
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${salt}$${digest}`
}

/**
 * What bcrypt is run on. In the v2 layout that is base64 of HMAC-SHA-256 over the password, keyed with the salt as it is
 * written: 44 bytes, so that nothing is cut at byte 72, no NUL ends it early, and no table of bare SHA-256 applies.
 */
export function bcryptInput(layout: HashLayout, password: string, salt: string): string {
  return layout === 'bcrypt' ? password : createHmac('sha256', salt).update(password, 'utf8').digest('base64')
}

export const newSalt = (): string => encodeBase64(randomBytes(SALT_BYTES), SALT_BYTES)

/** Compares digests in constant time. */
export function isSameDigest(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))
}

/** Bcrypt defines costs from 4 on. */
export const isCost = (cost: number): boolean => Number.isInteger(cost) && cost >= 4 && cost <= MAX_COST
