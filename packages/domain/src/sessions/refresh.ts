import type { Refresh, TokenPair } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type Transaction, transact } from '../transact.ts'
import { findUserById } from '../users/store.ts'
import type { UserInDB } from '../users/user.ts'
import { sha256 } from '../vault.ts'
import {
  findRefreshToken,
  findRepeatable,
  insertRefreshToken,
  revokeSessions,
  type SessionRow,
  spendRefreshToken,
  touchSession,
} from './store.ts'
import { tokenPair } from './token-pair.ts'

/** For how long a refresh can be repeated with its key: past any restart, outage or night of a closed laptop. */
const RETRY_SECONDS = 24 * 3600

/**
 * Trades a refresh token for the next pair (RFC 9700 §4.14.2, rotation). A spent token ends its whole session, except
 * that the direct predecessor gets the same successor again: within the grace time, so that two tabs sign nobody out,
 * and for a day with the retry key that it was spent with, so that a lost reply does not either. A thief of the token
 * has no key. A successor is derived from its predecessor under a key of the server, so none is ever stored.
 * @throws REFRESH_TOKEN_INVALID
 */
export async function refresh(ctx: Context, input: Refresh): Promise<TokenPair> {
  const { refreshToken, retryKey } = input
  const successor = ctx.vault.mac('refresh-successor', refreshToken).toString('base64url')
  const trade: Trade = {
    hash: sha256(refreshToken),
    successorHash: sha256(successor),
    retryKeyHash: retryKey === undefined ? null : sha256(retryKey),
    now: ctx.now(),
  }
  const renewed = await transact(ctx, (tx) => renew(tx, trade))
  if (renewed === undefined) throw new DomainError('REFRESH_TOKEN_INVALID')
  return tokenPair(ctx, renewed.user, renewed.session, successor)
}

type Hash = Uint8Array<ArrayBuffer>

interface Trade {
  readonly hash: Hash
  readonly successorHash: Hash
  readonly retryKeyHash: Hash | null
  readonly now: Date
}

async function renew(tx: Transaction, trade: Trade): Promise<{ user: UserInDB; session: SessionRow } | undefined> {
  const { db, settings } = tx.ctx
  const { now } = trade
  let sessionId = await spendRefreshToken(db, trade)
  if (sessionId !== undefined) await insertRefreshToken(db, sessionId, trade.successorHash, now)
  else sessionId = await sessionAgain(tx, trade)
  if (sessionId === undefined) return undefined

  const session = await touchSession(db, sessionId, now, settings.refreshIdleTtlSeconds)
  const user = session && (await findUserById(db, session.userId))
  return session && user?.status === 'active' && user.deletedAt === null ? { user, session } : undefined
}

/** The session of a spent token that may have its successor again; any other spent token ends its session. */
async function sessionAgain(tx: Transaction, trade: Trade): Promise<string | undefined> {
  const { db, settings } = tx.ctx
  const spent = await findRefreshToken(db, trade.hash)
  if (spent?.usedAt == null) return undefined
  const spentAfter = secondsBefore(trade.now, settings.refreshGraceSeconds)
  const spentAfterWithKey = secondsBefore(trade.now, RETRY_SECONDS)
  if (await findRepeatable(db, { ...trade, spentAfter, spentAfterWithKey })) return spent.sessionId

  const { userId } = spent.session
  if ((await revokeSessions(db, { userId, id: spent.sessionId }, trade.now)) > 0) {
    tx.audit({ action: 'session.refresh_reused', subjectId: userId, changes: { sessionId: spent.sessionId } })
    tx.ctx.report({ event: 'session.refresh_reused', userId, sessionId: spent.sessionId })
  }
  return undefined
}

const secondsBefore = (time: Date, seconds: number) => new Date(time.getTime() - seconds * 1000)
