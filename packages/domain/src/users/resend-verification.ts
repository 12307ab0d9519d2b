import type { ResendVerification } from '@roster/contract'
import type { Context } from '../context.ts'
import { requestMail } from '../mail/request.ts'

/** Mails the confirmation link again, if the address belongs to an account that has not confirmed it; tells nobody. */
export async function resendVerification(ctx: Context, input: ResendVerification): Promise<void> {
  await requestMail(ctx, 'verify_email', input.email)
}
