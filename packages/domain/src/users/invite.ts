import type { UserInvite, UserRead } from '@roster/contract'
import type { Context } from '../context.ts'
import { countMail } from '../mail/request.ts'
import { NO_ADMINS, refuseApiKeys, requireAdmin } from '../policy.ts'
import { transact } from '../transact.ts'
import { createUser } from './register.ts'
import { sendInvitation } from './send-invitation.ts'
import { toUserRead } from './user.ts'

/**
 * Makes an account without a password and mails its owner a link that sets one. Until then nobody signs in to it. API
 * keys invite users and no administrators.
 * @throws FORBIDDEN, EMAIL_TAKEN; RATE_LIMITED after too many mails to one address
 */
export async function inviteUser(ctx: Context, input: UserInvite): Promise<UserRead> {
  requireAdmin(ctx)
  if (input.role === 'admin') refuseApiKeys(ctx, NO_ADMINS)
  const { email, role } = input
  await countMail(ctx, `invitation\n${email}`)
  const user = await transact(ctx, async (tx) => {
    const user = await createUser(tx, { email, role, name: input.name ?? null, passwordHash: null }, 'user.invited')
    await sendInvitation(tx, user)
    return tx.answer(toUserRead(user))
  })
  ctx.report({ event: 'user.invited', userId: user.id })
  return user
}
