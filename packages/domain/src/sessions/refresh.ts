import type { Refresh, TokenPair } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type Transaction, transact } from '../transact.ts'
import { findUserById } from '../users/store.ts'
import type { UserInDB } from '../users/user.ts'
import { sha256 } from '../vault.ts'
import {
  findRefreshToken,
  insertRefreshToken,
  revokeSessions,
  type SessionRow,
  spendRefreshToken,
  touchSession,
} from './store.ts'
import { tokenPair } from './token-pair.ts'

/**
 * Trades a refresh token for the next pair (RFC 9700 §4.14.2, rotation). A spent token ends its whole session, except
 * that the direct predecessor, within the grace time, gets the same successor again: two tabs, or a lost reply, sign
 * nobody out. A successor is derived from its predecessor under a key of the server, so none is ever stored.
 * @throws REFRESH_TOKEN_INVALID
 */
export async function refresh(ctx: Context, input: Refresh): Promise<TokenPair> {
  const successor = ctx.vault.mac('refresh-successor', input.refreshToken).toString('base64url')
  const renewed = await transact(ctx, (tx) => renew(tx, sha256(input.refreshToken), sha256(successor)))
  if (renewed === undefined) throw new DomainError('REFRESH_TOKEN_INVALID')
  return tokenPair(ctx, renewed.user, renewed.session, successor)
}

type Hash = Uint8Array<ArrayBuffer>

async function renew(
  tx: Transaction,
  hash: Hash,
  successorHash: Hash,
): Promise<{ user: UserInDB; session: SessionRow } | undefined> {
  const { db, settings } = tx.ctx
  const now = tx.ctx.now()
  let sessionId = await spendRefreshToken(db, hash, now)
  if (sessionId !== undefined) await insertRefreshToken(db, sessionId, successorHash, now)
  else sessionId = await sessionWithinGrace(tx, hash, successorHash, now)
  if (sessionId === undefined) return undefined

  const session = await touchSession(db, sessionId, now, settings.refreshIdleTtlSeconds)
  const user = session && (await findUserById(db, session.userId))
  return session && user?.status === 'active' && user.deletedAt === null ? { user, session } : undefined
}

/** The session of a spent token whose successor nobody has used yet, shortly after it was spent; else the session ends. */
async function sessionWithinGrace(
  tx: Transaction,
  hash: Hash,
  successorHash: Hash,
  now: Date,
): Promise<string | undefined> {
  const { db, settings } = tx.ctx
  const spent = await findRefreshToken(db, hash)
  if (spent?.usedAt == null) return undefined
  const successor = await findRefreshToken(db, successorHash)
  const fresh = now.getTime() - spent.usedAt.getTime() <= settings.refreshGraceSeconds * 1000
  if (fresh && successor?.usedAt === null) return spent.sessionId

  const { userId } = spent.session
  if ((await revokeSessions(db, { userId, id: spent.sessionId }, now)) > 0) {
    tx.audit({ action: 'session.refresh_reused', subjectId: userId, changes: { sessionId: spent.sessionId } })
    tx.ctx.report({ event: 'session.refresh_reused', userId, sessionId: spent.sessionId })
  }
  return undefined
}
