import { issueOneTimeToken } from '../one-time-tokens/issue.ts'
import type { Transaction } from '../transact.ts'
import type { UserInDB } from './user.ts'

/** Mails a link that sets the first password of an account; the one before it stops working. */
export async function sendInvitation(tx: Transaction, user: UserInDB): Promise<void> {
  const { settings } = tx.ctx
  const ttlSeconds = settings.invitationTtlSeconds
  const { secret, expiresAt } = await issueOneTimeToken(tx, {
    purpose: 'invitation',
    userId: user.id,
    email: user.email,
    ttlSeconds,
  })
  await tx.mail({
    template: 'invitation',
    to: user.email,
    userId: user.id,
    data: {
      link: `${settings.publicUrl}/accept-invitation#token=${secret}`,
      expiresInMinutes: Math.floor(ttlSeconds / 60),
    },
    expiresAt,
  })
}
