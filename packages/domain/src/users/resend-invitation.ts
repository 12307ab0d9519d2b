import type { UserRef } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { countMail } from '../mail/request.ts'
import { requireAdmin, resolveUserId } from '../policy.ts'
import { transact } from '../transact.ts'
import { getUserById } from './get.ts'
import { sendInvitation } from './send-invitation.ts'
import { lockUser } from './store.ts'
import type { UserInDB } from './user.ts'

/**
 * Mails an invitation again, with a new link and the whole time; the link before it stops working.
 * @throws FORBIDDEN; USER_NOT_FOUND for an unknown or deleted user; CONFLICT when the user has a password already or is
 *   disabled; RATE_LIMITED after too many mails to one address
 */
export async function resendInvitation(ctx: Context, input: UserRef): Promise<void> {
  requireAdmin(ctx)
  const id = resolveUserId(ctx, input.userId)
  const { email } = invited(await getUserById(ctx, id))
  await countMail(ctx, `invitation\n${email}`)
  await transact(ctx, async (tx) => {
    await sendInvitation(tx, invited(await lockUser(tx.ctx.db, id)))
    tx.audit({ action: 'user.invitation_sent', subjectId: id })
  })
  ctx.report({ event: 'user.invitation_sent', userId: id })
}

/** The user, if there is something to be invited to. */
function invited(user: UserInDB | null): UserInDB {
  if (user === null || user.deletedAt !== null) throw new DomainError('USER_NOT_FOUND')
  if (user.passwordHash !== null || user.status !== 'active') throw new DomainError('CONFLICT')
  return user
}
