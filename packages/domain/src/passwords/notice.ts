import type { Transaction } from '../transact.ts'
import type { UserInDB } from '../users/user.ts'

const NOTICE_TTL_MS = 3 * 24 * 3600 * 1000

/** Tells the owner of an account that its password is another now. */
export async function noticePasswordChanged(tx: Transaction, user: UserInDB): Promise<void> {
  const now = tx.ctx.now()
  await tx.mail({
    template: 'password-changed',
    to: user.email,
    userId: user.id,
    data: { at: now.toISOString(), resetLink: `${tx.ctx.settings.publicUrl}/reset-password` },
    expiresAt: new Date(now.getTime() + NOTICE_TTL_MS),
  })
}
