import type { VerifyEmail } from '@roster/contract'
import { revokeKeysOf } from '../api-keys/revoke.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { redeemOneTimeToken } from '../one-time-tokens/redeem.ts'
import { voidOneTimeTokens } from '../one-time-tokens/store.ts'
import { revokeSessions } from '../sessions/store.ts'
import { type Transaction, transact } from '../transact.ts'
import { saveUser } from './store.ts'
import type { UserInDB } from './user.ts'

const NOTICE_TTL_MS = 3 * 24 * 3600 * 1000

/**
 * Confirms an address with the token mailed to it: the one an account was registered with, or a new one, which the
 * account then changes to. The first confirmation of an address ends every session that existed before it but the one
 * that confirms, so that somebody who registered it first keeps nothing.
 * @throws VERIFICATION_TOKEN_INVALID; EMAIL_TAKEN when the new address was taken meanwhile
 */
export async function verifyEmail(ctx: Context, input: VerifyEmail): Promise<void> {
  const userId = await transact(ctx, async (tx) => {
    const redeemed = await redeemOneTimeToken(tx, ['verify_email', 'change_email'], input.token)
    if (redeemed === undefined) throw new DomainError('VERIFICATION_TOKEN_INVALID')
    const { purpose, email, user } = redeemed
    if (purpose === 'change_email') await changeEmail(tx, user, email)
    else await confirmEmail(tx, user, email)
    return user.id
  })
  ctx.report({ event: 'user.email_verified', userId })
}

async function confirmEmail(tx: Transaction, user: UserInDB, email: string): Promise<void> {
  if (user.email !== email) throw new DomainError('VERIFICATION_TOKEN_INVALID')
  if (user.emailVerifiedAt !== null) return
  const now = tx.ctx.now()
  await saveUser(tx.ctx.db, user.id, { emailVerifiedAt: now, updatedAt: now })
  await endEarlierAccess(tx, user.id, now)
  tx.audit({ action: 'user.email_verified', subjectId: user.id })
}

async function changeEmail(tx: Transaction, user: UserInDB, newEmail: string): Promise<void> {
  const now = tx.ctx.now()
  await saveUser(tx.ctx.db, user.id, { email: newEmail, emailVerifiedAt: now, updatedAt: now })
  await endEarlierAccess(tx, user.id, now)
  await tx.mail({
    template: 'email-changed',
    to: user.email,
    userId: user.id,
    data: { newEmail, at: now.toISOString() },
    expiresAt: new Date(now.getTime() + NOTICE_TTL_MS),
  })
  tx.audit({ action: 'user.email_changed', subjectId: user.id })
}

/** Sessions, keys, open resets and pending changes of before belong to whoever had the account before. */
async function endEarlierAccess(tx: Transaction, userId: string, now: Date): Promise<void> {
  const { actor, db } = tx.ctx
  const confirming = actor.type === 'user' && actor.user.id === userId ? { except: actor.sessionId } : {}
  await revokeSessions(db, { userId, ...confirming }, now)
  await voidOneTimeTokens(db, { userId }, now)
  await revokeKeysOf(tx, userId, now)
}
