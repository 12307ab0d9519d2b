import type { TokenPurpose } from '@roster/db'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { sha256 } from '../vault.ts'
import { insertMailRequest } from './request-store.ts'

/**
 * Notes that somebody asked for a mail to an address. The same happens whether or not the address belongs to an
 * account, and nobody looks before the answer is given (`answer-requests.ts` does, later), so neither the answer nor
 * its time tells (ASVS 6.3.8). Past the hourly limit of an address nothing is noted, and the answer is still the same.
 * Each purpose has a limit of its own: who asks for confirmations in your name must not use up your resets.
 */
export async function requestMail(ctx: Context, purpose: TokenPurpose, email: string): Promise<void> {
  try {
    await countMail(ctx, `${purpose}\n${email}`)
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'RATE_LIMITED') throw error
    ctx.report({ event: 'mail.limited', purpose })
    return
  }
  await insertMailRequest(ctx, purpose, email)
  ctx.outbox.wake()
}

/**
 * Counts a mail that somebody makes us send against the hourly limit of whom it is about: an address, or an account by
 * its id. The counters hold neither in the clear.
 * @throws RATE_LIMITED, DATABASE_UNAVAILABLE
 */
export async function countMail(ctx: Context, about: string): Promise<void> {
  await ctx.limits.consume('mail', Buffer.from(sha256(about)).toString('base64url'))
}
