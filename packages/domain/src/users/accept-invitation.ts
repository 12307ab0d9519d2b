import type { AcceptInvitation } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { redeemOneTimeToken } from '../one-time-tokens/redeem.ts'
import { findOneTimeToken, voidOneTimeTokens } from '../one-time-tokens/store.ts'
import { checkPasswordPolicy } from '../passwords/policy.ts'
import { transact } from '../transact.ts'
import { sha256 } from '../vault.ts'
import { findUserById, saveUser } from './store.ts'
import type { UserInDB } from './user.ts'

/**
 * Sets the first password of an invited user, with the token that was mailed. Since only the owner of the mailbox has
 * the token, the address counts as confirmed. A refused password does not use the token up.
 * @throws INVITATION_TOKEN_INVALID for a wrong, used or expired token; VALIDATION_FAILED at `newPassword`; OVERLOADED
 */
export async function acceptInvitation(ctx: Context, input: AcceptInvitation): Promise<void> {
  const guest = await guestOf(ctx, input.token)
  const name = input.name === undefined ? guest.name : input.name
  checkPasswordPolicy(ctx.settings, { email: guest.email, name, password: input.newPassword }, 'newPassword')
  const passwordHash = await ctx.hasher.hash(input.newPassword)

  await transact(ctx, async (tx) => {
    const redeemed = await redeemOneTimeToken(tx, ['invitation'], input.token)
    if (redeemed === undefined || !isInvited(redeemed.user, redeemed.email)) {
      throw new DomainError('INVITATION_TOKEN_INVALID')
    }
    const { user } = redeemed
    const now = ctx.now()
    const change = { passwordHash, emailVerifiedAt: now, updatedAt: now, ...(input.name !== undefined && { name }) }
    await saveUser(tx.ctx.db, user.id, change)
    await voidOneTimeTokens(tx.ctx.db, { userId: user.id }, now)
    await ctx.limits.afterSuccess(tx.ctx, user.email)
    tx.audit({ action: 'user.invitation_accepted', subjectId: user.id })
    tx.audit({ action: 'user.email_verified', subjectId: user.id })
  })
  ctx.report({ event: 'user.invitation_accepted', userId: guest.id })
}

/** Whose token this is. Spares wrong tokens the hash; what counts is decided in the transaction. */
async function guestOf(ctx: Context, secret: string): Promise<UserInDB> {
  const token = await findOneTimeToken(ctx.db, ['invitation'], sha256(secret), ctx.now())
  const user = token?.userId ? await findUserById(ctx.db, token.userId) : null
  if (user === null || !isInvited(user, token?.email)) throw new DomainError('INVITATION_TOKEN_INVALID')
  return user
}

/** Somebody who has a password has been here before. */
const isInvited = (user: UserInDB, mailedTo: string | null | undefined): boolean =>
  user.deletedAt === null && user.status === 'active' && user.passwordHash === null && user.email === mailedTo
