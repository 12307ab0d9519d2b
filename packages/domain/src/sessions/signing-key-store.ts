import type { Db } from '@roster/db'
import { ALGORITHM, type StoredSigningKey } from './signing-key.ts'

/** Any number that no other advisory lock of Roster has. */
const ROTATION_LOCK = 7_517_639

/** Makes the open transaction the only one that rotates keys, on any server, until it ends. */
export async function lockSigningKeys(db: Db): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(${ROTATION_LOCK})`
}

/** The keys that sign, will sign, or still verify, newest first. */
export async function findSigningKeys(db: Db, now: Date): Promise<readonly StoredSigningKey[]> {
  const rows = await db.signingKey.findMany({
    where: { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    orderBy: [{ activeAt: 'desc' }, { kid: 'asc' }],
  })
  return rows.map(({ publicJwk, privateJwk, algorithm: _, ...row }) => ({
    ...row,
    publicJwk: publicJwk as StoredSigningKey['publicJwk'],
    sealedPrivateJwk: privateJwk,
  }))
}

/** Adds a key and lets those before it verify until `retireAt`; what has expired is deleted, its private half with it. */
export async function replaceSigningKey(db: Db, key: StoredSigningKey, retireAt: Date): Promise<void> {
  const { publicJwk, sealedPrivateJwk, ...row } = key
  await db.signingKey.deleteMany({ where: { expiresAt: { lte: key.createdAt } } })
  await db.signingKey.updateMany({ where: { expiresAt: null }, data: { expiresAt: retireAt } })
  await db.signingKey.create({
    data: { ...row, algorithm: ALGORITHM, publicJwk: { ...publicJwk }, privateJwk: sealedPrivateJwk },
  })
}
