import type { ConfirmPasswordReset } from '@roster/contract'
import { revokeKeysOf } from '../api-keys/revoke.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { redeemOneTimeToken } from '../one-time-tokens/redeem.ts'
import { findOneTimeToken, voidOneTimeTokens } from '../one-time-tokens/store.ts'
import { revokeSessions } from '../sessions/store.ts'
import { transact } from '../transact.ts'
import { findUserById, saveUser } from '../users/store.ts'
import type { UserInDB } from '../users/user.ts'
import { sha256 } from '../vault.ts'
import { noticePasswordChanged } from './notice.ts'
import { checkPasswordPolicy } from './policy.ts'

/**
 * Sets a new password with the token that was mailed. Ends every session, refresh token, API key, open reset and pending
 * change of address of that user and mails a notice. Since only the owner of the mailbox has the token, the address counts as
 * confirmed. A refused password does not use the token up.
 * @throws RESET_TOKEN_INVALID for a wrong, used or expired token; VALIDATION_FAILED at `newPassword`; OVERLOADED
 */
export async function confirmPasswordReset(ctx: Context, input: ConfirmPasswordReset): Promise<void> {
  const holder = await holderOf(ctx, input.token)
  checkPasswordPolicy(ctx.settings, { ...holder, password: input.newPassword }, 'newPassword')
  const passwordHash = await ctx.hasher.hash(input.newPassword)

  await transact(ctx, async (tx) => {
    const redeemed = await redeemOneTimeToken(tx, ['reset_password'], input.token)
    if (redeemed === undefined || !mayReset(redeemed.user, redeemed.email)) throw new DomainError('RESET_TOKEN_INVALID')
    const { user } = redeemed
    const now = ctx.now()
    await saveUser(tx.ctx.db, user.id, { passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? now, updatedAt: now })
    await revokeSessions(tx.ctx.db, { userId: user.id }, now)
    await voidOneTimeTokens(tx.ctx.db, { userId: user.id }, now)
    await revokeKeysOf(tx, user.id, now)
    await noticePasswordChanged(tx, user)
    await ctx.limits.afterSuccess(tx.ctx, user.email)
    tx.audit({ action: 'user.password_reset', subjectId: user.id })
    if (user.emailVerifiedAt === null) tx.audit({ action: 'user.email_verified', subjectId: user.id })
  })
  ctx.report({ event: 'user.password_reset', userId: holder.id })
}

/** Whose token this is. Spares wrong tokens the hash; what counts is decided in the transaction. */
async function holderOf(ctx: Context, secret: string): Promise<UserInDB> {
  const token = await findOneTimeToken(ctx.db, ['reset_password'], sha256(secret), ctx.now())
  const user = token?.userId ? await findUserById(ctx.db, token.userId) : null
  if (user === null || !mayReset(user, token?.email)) throw new DomainError('RESET_TOKEN_INVALID')
  return user
}

const mayReset = (user: UserInDB, mailedTo: string | null | undefined): boolean =>
  user.deletedAt === null && user.status === 'active' && user.email === mailedTo
