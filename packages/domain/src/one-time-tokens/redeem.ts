import type { TokenPurpose } from '@roster/db'
import type { Transaction } from '../transact.ts'
import { lockUser } from '../users/store.ts'
import type { UserInDB } from '../users/user.ts'
import { sha256 } from '../vault.ts'
import { consumeOneTimeToken, findOneTimeToken } from './store.ts'

export interface Redeemed {
  readonly purpose: TokenPurpose
  readonly email: string
  readonly user: UserInDB
}

/**
 * Uses up the token of a user who is not deleted and locks that user, in the order in which every change locks: the
 * user first. Of any number of simultaneous callers one gets it, the others nothing.
 */
export async function redeemOneTimeToken(
  tx: Transaction,
  purposes: TokenPurpose[],
  secret: string,
): Promise<Redeemed | undefined> {
  const { db } = tx.ctx
  const hash = sha256(secret)
  const now = tx.ctx.now()
  const found = await findOneTimeToken(db, purposes, hash, now)
  if (!found?.userId || !found.email) return undefined
  const user = await lockUser(db, found.userId)
  if (user === null || user.deletedAt !== null) return undefined
  const used = await consumeOneTimeToken(db, purposes, hash, now)
  return used && { purpose: used.purpose, email: found.email, user }
}
