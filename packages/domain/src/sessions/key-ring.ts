import { toDomainError } from '../errors.ts'
import { rotateSigningKey, type SigningKeyServices } from './rotate-signing-key.ts'
import { isLive, keyThatSigns, openSigningKey, type SigningKey, type StoredSigningKey } from './signing-key.ts'
import { findSigningKeys } from './signing-key-store.ts'

/** Keys older than this are read again, beside the call that noticed … */
const REFRESH_AFTER_MS = 60_000
/** … and keys older than this before it goes on: half the time that a new key is published before it signs. */
const AWAIT_AFTER_MS = 300_000
/** However many unknown keys are asked for, the database is asked once in this time. */
const RETRY_AFTER_MS = 5_000

const DAY_MS = 24 * 3600 * 1000
const THUMBPRINT = /^[\w-]{43}$/

/** The signing keys of this server, shared with the others through the database and kept while that is away. */
export interface KeyRing extends AsyncDisposable {
  /** The key to sign with now. */
  signing(): Promise<SigningKey>
  /** A key that verifies. One that is not known is looked for in the database, seldom. */
  find(kid: string): Promise<SigningKey | undefined>
  /** Every key that verifies, the next one included. */
  published(): Promise<readonly SigningKey[]>
}

type Keys = ReadonlyMap<string, SigningKey>

/**
 * Each call throws DATABASE_UNAVAILABLE or SigningKeyError as long as no keys have been read at all; later failures are
 * reported and the keys that are known go on.
 * @param rotationDays A new key is made when the newest has been active for this long.
 */
export function createKeyRing(services: SigningKeyServices, rotationDays: number): KeyRing {
  let keys: Keys | undefined
  let readAtMs = 0
  let attemptedAtMs = Number.NEGATIVE_INFINITY
  let reading: Promise<Keys> | undefined

  const isDue = (newest: StoredSigningKey | undefined): boolean =>
    newest === undefined || newest.activeAt.getTime() + rotationDays * DAY_MS <= services.now().getTime()

  const read = async (): Promise<Keys> => {
    const now = services.now()
    attemptedAtMs = now.getTime()
    let stored = await findSigningKeys(services.client, now)
    if (isDue(stored[0])) {
      await rotateSigningKey(services, isDue)
      stored = await findSigningKeys(services.client, now)
    }
    const opened = await Promise.all(stored.map((key) => reuseOrOpen(key)))
    keys = new Map(opened.map((key) => [key.kid, key]))
    readAtMs = now.getTime()
    return keys
  }

  const reuseOrOpen = async (stored: StoredSigningKey): Promise<SigningKey> => {
    const known = keys?.get(stored.kid)
    return known ? { ...known, expiresAt: stored.expiresAt } : openSigningKey(services.vault, stored)
  }

  /** One reading at a time, however many wait for it. */
  const refresh = (): Promise<Keys> => {
    reading ??= read()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : 'unknown'
        if (keys !== undefined) services.report({ event: 'signing_keys.refresh_failed', reason })
        throw toDomainError(error) ?? error
      })
      .finally(() => {
        reading = undefined
      })
    return reading
  }

  const msSince = (timeMs: number) => Math.abs(services.now().getTime() - timeMs)

  const refreshIfPossible = async (known: Keys): Promise<Keys> => {
    if (reading === undefined && msSince(attemptedAtMs) < RETRY_AFTER_MS) return known
    return refresh().catch(() => known)
  }

  const current = async (): Promise<Keys> => {
    if (keys === undefined) return refresh()
    const ageMs = msSince(readAtMs)
    if (ageMs <= REFRESH_AFTER_MS) return keys
    const refreshed = refreshIfPossible(keys)
    return ageMs > AWAIT_AFTER_MS ? refreshed : keys
  }

  return {
    async signing() {
      const key = keyThatSigns((await current()).values(), services.now())
      if (key === undefined) throw new Error('There is no signing key')
      return key
    },
    async find(kid) {
      const known = await current()
      const key = known.get(kid) ?? (THUMBPRINT.test(kid) ? (await refreshIfPossible(known)).get(kid) : undefined)
      return key && isLive(key, services.now()) ? key : undefined
    },
    async published() {
      const now = services.now()
      return [...(await current()).values()].filter((key) => isLive(key, now))
    },
    async [Symbol.asyncDispose]() {
      await reading?.catch(() => undefined)
    },
  }
}
