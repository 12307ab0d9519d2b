import type { Context } from '../context.ts'
import { sendReset } from '../passwords/send-reset.ts'
import { type Transaction, transact } from '../transact.ts'
import { sendVerification } from '../users/send-verification.ts'
import { findUserByEmail, lockUser } from '../users/store.ts'
import { takeMailRequest } from './request-store.ts'

/**
 * Answers what `requestPasswordReset` and `requestVerification` noted: writes the token and the mail where there is an
 * account for it. Each request is taken and answered in one transaction. Runs in the mail worker.
 * @returns how many requests were answered
 */
export async function answerMailRequests(ctx: Context): Promise<number> {
  let answered = 0
  while (await transact(ctx, answerNext)) answered++
  return answered
}

async function answerNext(tx: Transaction): Promise<boolean> {
  const request = await takeMailRequest(tx.ctx.db)
  if (request === undefined) return false
  const found = await findUserByEmail(tx.ctx.db, request.email)
  const user = found && (await lockUser(tx.ctx.db, found.id))
  if (user?.email !== request.email || user.deletedAt !== null || user.status !== 'active') return true
  if (request.purpose === 'verify_email') {
    // Who has no password yet confirms the address with the link that sets one.
    if (user.emailVerifiedAt === null && user.passwordHash !== null) await sendVerification(tx, user)
    return true
  }
  await sendReset(tx, user)
  const asker = { id: request.requestId, ipAddress: request.ipAddress, userAgent: null }
  tx.audit({
    action: 'user.password_reset_requested',
    subjectId: user.id,
    by: { actor: { type: 'anonymous' }, request: asker },
  })
  return true
}
