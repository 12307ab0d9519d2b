import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@roster/db'
import type { Account } from './account.ts'
import type { Mailbox, Taken } from './mailbox.ts'
import type { Tally } from './tally.ts'

const QUIET_MS = 1500
const LONGEST_WAIT_MS = 30_000

/** Ends every lease and every delay: what waits is due now. */
export async function hurryMails({ pool }: Database): Promise<void> {
  await pool.query('UPDATE mails SET next_attempt_at = created_at WHERE sent_at IS NULL AND dropped_at IS NULL')
}

/** Waits until nothing has arrived for a while. */
export async function untilQuiet({ taken }: Mailbox): Promise<void> {
  const end = performance.now() + LONGEST_WAIT_MS
  for (let seen = -1; seen !== taken.length && performance.now() < end; ) {
    seen = taken.length
    await delay(QUIET_MS)
  }
}

/** Every mail that was announced has arrived, at least once and under one Message-ID. */
export async function checkMails(
  { pool }: Database,
  accounts: readonly Account[],
  taken: readonly Taken[],
  tally: Tally,
): Promise<void> {
  const { rows } = await pool.query<{ id: string; email: string; template: string; sent: boolean }>(
    'SELECT m.id, u.email, m.template, m.sent_at IS NOT NULL AS sent FROM mails m JOIN users u ON u.id = m.user_id',
  )
  const arrived = new Map(taken.map((mail) => [idOf(mail), mail.to]))
  for (const { id, email, template, sent } of rows) {
    if (!sent) tally.lost.push(`${email}: the mail ${template} was not sent`)
    else if (arrived.get(id) !== email)
      tally.lost.push(`${email}: the mail ${template} counts as sent and did not arrive`)
  }
  for (const [id, to] of arrived) {
    if (!rows.some((row) => row.id === id)) tally.lost.push(`${to}: a mail arrived that was never written`)
  }
  for (const { email, known, resets } of accounts) {
    const count = (template: string) => rows.filter((row) => row.email === email && row.template === template).length
    if (known.exists && count('verify-email') === 0) tally.lost.push(`${email}: registered, and no mail was written`)
    if (count('reset-password') < resets) {
      tally.lost.push(`${email}: ${resets} resets were acknowledged, ${count('reset-password')} mails were written`)
    }
  }
}

const idOf = ({ messageId }: Taken) => /^<([^@]+)@/.exec(messageId)?.[1] ?? messageId
