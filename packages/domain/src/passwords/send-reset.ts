import { issueOneTimeToken } from '../one-time-tokens/issue.ts'
import type { Transaction } from '../transact.ts'
import type { UserInDB } from '../users/user.ts'

/** Mails a link that sets a new password, to the stored address only. */
export async function sendReset(tx: Transaction, user: UserInDB): Promise<void> {
  const { settings } = tx.ctx
  const ttlSeconds = settings.resetTokenTtlSeconds
  const { secret, expiresAt } = await issueOneTimeToken(tx, {
    purpose: 'reset_password',
    userId: user.id,
    email: user.email,
    ttlSeconds,
  })
  await tx.mail({
    template: 'reset-password',
    to: user.email,
    userId: user.id,
    data: {
      link: `${settings.publicUrl}/reset-password#token=${secret}`,
      expiresInMinutes: Math.floor(ttlSeconds / 60),
    },
    expiresAt,
  })
}
