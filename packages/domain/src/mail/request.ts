import type { TokenPurpose } from '@roster/db'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { insertMailRequest } from './request-store.ts'

/**
 * Notes that somebody asked for a mail to an address. The same happens whether or not the address belongs to an
 * account, and nobody looks before the answer is given (`answer-requests.ts` does, later), so neither the answer nor
 * its time tells (ASVS 6.3.8). Past the hourly limit of an address nothing is noted, and the answer is still the same.
 */
export async function requestMail(ctx: Context, purpose: TokenPurpose, email: string): Promise<void> {
  try {
    await ctx.limits.consume('mail', email)
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'RATE_LIMITED') throw error
    ctx.report({ event: 'mail.limited', purpose })
    return
  }
  await insertMailRequest(ctx, purpose, email)
  ctx.outbox.wake()
}
