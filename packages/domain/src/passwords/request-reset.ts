import type { ResetPassword } from '@roster/contract'
import type { Context } from '../context.ts'
import { invalidField } from '../errors.ts'
import { requestMail } from '../mail/request.ts'

/**
 * Starts a password reset: mails a link if the address belongs to an active account, and tells nobody.
 * @throws VALIDATION_FAILED at `email` when it is missing and nobody is signed in
 */
export async function requestPasswordReset(ctx: Context, input: ResetPassword): Promise<void> {
  const email = input.email ?? (ctx.actor.type === 'user' ? ctx.actor.user.email : undefined)
  if (email === undefined) throw invalidField('email', 'required', 'Needed unless you are signed in')
  await requestMail(ctx, 'reset_password', email)
}
