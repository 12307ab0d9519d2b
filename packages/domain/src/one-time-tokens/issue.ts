import { randomUUIDv7 } from 'node:crypto'
import type { TokenPurpose } from '@roster/db'
import type { Transaction } from '../transact.ts'
import { newSecret, sha256 } from '../vault.ts'
import { insertOneTimeToken, voidOneTimeTokens } from './store.ts'

/** Makes a secret that works once; the ones issued before for the same purpose stop working (newest only). */
export async function issueOneTimeToken(
  tx: Transaction,
  token: { purpose: TokenPurpose; userId: string | null; email: string | null; ttlSeconds: number },
): Promise<{ secret: string; expiresAt: Date }> {
  const { ttlSeconds, ...row } = token
  const now = tx.ctx.now()
  const secret = newSecret()
  const expiresAt = new Date(now.getTime() + ttlSeconds * 1000)
  await voidOneTimeTokens(tx.ctx.db, { userId: row.userId, purposes: [row.purpose] }, now)
  await insertOneTimeToken(tx.ctx.db, { id: randomUUIDv7(), ...row, hash: sha256(secret), createdAt: now, expiresAt })
  return { secret, expiresAt }
}
