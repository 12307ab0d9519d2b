import fc from 'fast-check'
import type { FieldArbitrary } from './arbitrary-of.ts'
import { hostileText } from './hostile.ts'

/** Stands in everything that must never be seen again: in no log line, no reply, no table. */
export const CANARY = 'kanarie'

/** Secrets of nobody: passwords to set, tokens to try. */
const canary = fc.uuid().map((id) => `${CANARY} ${id}`)
const hostileCanary = fc.tuple(canary, hostileText).map(([secret, text]) => secret + text)

/** Tokens of another purpose. */
const tokens = fc.constantFrom('«self.refresh»', '«self.access»', '«reset.token»', '«verify.token»', '«key.secret»')

/** Two times in three what is wanted here. */
const mostly = (wanted: readonly string[], others: readonly fc.Arbitrary<unknown>[]) =>
  fc.oneof(
    { weight: 2 * others.length, arbitrary: fc.constantFrom(...wanted) },
    ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
  )

/** Names in angle quotes are people and things that there are when the request goes out; see `cast.ts`. */
const likely: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  userId: fc.constantFrom('me', '«self.id»', '«other.id»', '«other.id»', '«gone.id»', '«invited.id»'),
  sessionId: fc.constantFrom('«self.session»', '«other.session»'),
  apiKeyId: fc.constantFrom('«key.id»', '«key.id»', '«self.id»'),
  expiresAt: fc.constantFrom('«soon»', '«soon»', '«soon»', '2020-01-01T00:00:00Z'),
  actorId: fc.constantFrom('«self.id»', '«other.id»'),
  subjectId: fc.constantFrom('«self.id»', '«other.id»', '«gone.id»'),
  email: fc.constantFrom('«self.email»', '«other.email»', '«gone.email»', '«new.email»', '«new.email»'),
  password: mostly(['«password»'], [canary, hostileCanary]),
  currentPassword: mostly(['«password»'], [hostileCanary]),
  newPassword: mostly(['«password»'], [canary, hostileCanary]),
  token: mostly(['«reset.token»', '«verify.token»', '«invitation.token»'], [tokens, canary, hostileCanary]),
  refreshToken: mostly(['«self.refresh»', '«spent.refresh»'], [tokens, canary, hostileCanary]),
  idempotencyKey: fc.constantFrom('key-1', 'key-1', 'key-2', '"key-2"', '«new.email»'),
  ifMatch: fc.constantFrom('«etag»', '«etag»', '"1"', 'W/"1"', '*'),
  cursor: fc.constantFrom('«cursor»', '«cursor»', 'bm9uZQ', 'e30'),
  search: fc.constantFrom('example', 'EXAMPLE', 'a', '%', '_', 'é'),
}

export const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'refreshToken',
])

/** A field of the contract by its name, three times in four; secrets hold the canary or belong to somebody. */
export const fieldByName =
  (otherwise: (...args: Parameters<FieldArbitrary>) => fc.Arbitrary<unknown>): FieldArbitrary =>
  (name, schema) => {
    const known = likely[name]
    if (known === undefined) return undefined
    if (SECRET_FIELDS.has(name)) return known
    return fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: otherwise(name, schema) })
  }
