import { issueOneTimeToken } from '../one-time-tokens/issue.ts'
import type { Transaction } from '../transact.ts'
import type { UserInDB } from './user.ts'

const NOTICE_TTL_MS = 3 * 24 * 3600 * 1000

/** Mails a link to the new address and tells the old one. Nothing changes until the link is confirmed. */
export async function requestEmailChange(tx: Transaction, user: UserInDB, newEmail: string): Promise<void> {
  const { settings } = tx.ctx
  const now = tx.ctx.now()
  const ttlSeconds = settings.verificationTokenTtlSeconds
  const { secret, expiresAt } = await issueOneTimeToken(tx, {
    purpose: 'change_email',
    userId: user.id,
    email: newEmail,
    ttlSeconds,
  })
  await tx.mail({
    template: 'change-email',
    to: newEmail,
    userId: user.id,
    data: { link: `${settings.publicUrl}/verify-email#token=${secret}`, expiresInMinutes: Math.floor(ttlSeconds / 60) },
    expiresAt,
  })
  await tx.mail({
    template: 'email-change-requested',
    to: user.email,
    userId: user.id,
    data: { newEmail, at: now.toISOString() },
    expiresAt: new Date(now.getTime() + NOTICE_TTL_MS),
  })
  tx.audit({ action: 'user.email_change_requested', subjectId: user.id })
}
