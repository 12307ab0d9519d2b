import type { Db } from '@roster/db'

interface NewClaim {
  readonly keyHash: Uint8Array<ArrayBuffer>
  readonly fingerprint: Uint8Array<ArrayBuffer>
  readonly lease: string
  readonly now: Date
  readonly leasedUntil: Date
  readonly expiresAt: Date
}

type Held = Pick<NewClaim, 'keyHash' | 'lease'>

/**
 * Takes a key that is free: new, expired, or given up by the same request that never had an answer.
 * @returns whether it was free
 */
export async function claimKey(db: Db, claim: NewClaim): Promise<boolean> {
  const { keyHash, fingerprint, lease, now, leasedUntil, expiresAt } = claim
  const taken = await db.$executeRaw`
    INSERT INTO idempotency_keys AS known (key_hash, fingerprint, lease, created_at, leased_until, expires_at)
    VALUES (${keyHash}, ${fingerprint}, ${lease}::uuid, ${now}, ${leasedUntil}, ${expiresAt})
    ON CONFLICT (key_hash) DO UPDATE SET fingerprint = excluded.fingerprint, lease = excluded.lease,
      created_at = excluded.created_at, leased_until = excluded.leased_until, expires_at = excluded.expires_at,
      answer = NULL
    WHERE known.expires_at <= ${now}
      OR (known.answer IS NULL AND known.leased_until <= ${now} AND known.fingerprint = excluded.fingerprint)`
  return taken === 1
}

export interface KnownKey {
  readonly fingerprint: Uint8Array
  /** Sealed; null while there is none. */
  readonly answer: Uint8Array | null
}

export async function findKey(db: Db, keyHash: Uint8Array<ArrayBuffer>): Promise<KnownKey | undefined> {
  const select = { fingerprint: true, answer: true }
  return (await db.idempotencyKey.findUnique({ where: { keyHash }, select })) ?? undefined
}

/** @returns whether the key was still held under this lease */
export async function recordAnswer(
  db: Db,
  { keyHash, lease }: Held,
  answer: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { count } = await db.idempotencyKey.updateMany({ where: { keyHash, lease, answer: null }, data: { answer } })
  return count === 1
}

/** Lets go of a key that has no answer, so that the request can be made again at once. */
export async function releaseKey(db: Db, { keyHash, lease }: Held): Promise<void> {
  await db.idempotencyKey.deleteMany({ where: { keyHash, lease, answer: null } })
}
