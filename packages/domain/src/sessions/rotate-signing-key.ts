import type { Db } from '@roster/db'
import type { Services } from '../context.ts'
import { makeSigningKey, type StoredSigningKey } from './signing-key.ts'
import { findSigningKeys, lockSigningKeys, replaceSigningKey } from './signing-key-store.ts'

/** An access token lives no longer than this, whatever the settings say. */
export const MAX_ACCESS_TOKEN_TTL_SECONDS = 15 * 60

/** A key is published for this long before it signs, so that whoever keeps a copy of the list has it by then. */
export const KEY_PROPAGATION_SECONDS = 10 * 60

/** By how much the clocks of servers may differ. */
export const CLOCK_SKEW_SECONDS = 60

export interface SigningKeyServices extends Pick<Services, 'client' | 'vault' | 'now' | 'report'> {
  /** Writes the audit event `signing_key.created`, in the transaction that creates the key. */
  recordKeyCreated(db: Db, kid: string): Promise<void>
}

/**
 * Makes a new signing key, on one server at a time, and gives its `kid`. The first key signs at once, a later one when
 * it has been published for a while; the key before it verifies until its last token has expired.
 * @param isDue Decides, under the lock, by the newest key there is; a key is made without it.
 */
export async function rotateSigningKey(
  services: SigningKeyServices,
  isDue: (newest: StoredSigningKey | undefined) => boolean = () => true,
): Promise<string | undefined> {
  const kid = await services.client.$transaction(async (db) => {
    await lockSigningKeys(db)
    const createdAt = services.now()
    const [newest] = await findSigningKeys(db, createdAt)
    if (!isDue(newest)) return undefined
    const activeAt = newest === undefined ? createdAt : addSeconds(createdAt, KEY_PROPAGATION_SECONDS)
    const retireAt = addSeconds(activeAt, MAX_ACCESS_TOKEN_TTL_SECONDS + CLOCK_SKEW_SECONDS)
    const key = { ...(await makeSigningKey(services.vault)), createdAt, activeAt, expiresAt: null }
    await replaceSigningKey(db, key, retireAt)
    await services.recordKeyCreated(db, key.kid)
    return key.kid
  })
  if (kid !== undefined) services.report({ event: 'signing_key.created', kid })
  return kid
}

const addSeconds = (time: Date, seconds: number) => new Date(time.getTime() + seconds * 1000)
