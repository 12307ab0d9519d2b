import { issueOneTimeToken } from '../one-time-tokens/issue.ts'
import type { Transaction } from '../transact.ts'
import type { UserInDB } from './user.ts'

/** Mails a link that confirms the address the account has. */
export async function sendVerification(tx: Transaction, user: UserInDB): Promise<void> {
  const { settings } = tx.ctx
  const ttlSeconds = settings.verificationTokenTtlSeconds
  const { secret, expiresAt } = await issueOneTimeToken(tx, {
    purpose: 'verify_email',
    userId: user.id,
    email: user.email,
    ttlSeconds,
  })
  await tx.mail({
    template: 'verify-email',
    to: user.email,
    userId: user.id,
    data: { link: `${settings.publicUrl}/verify-email#token=${secret}`, expiresInMinutes: Math.floor(ttlSeconds / 60) },
    expiresAt,
  })
}
