import type { Db } from '@roster/db'

/** Mails that are neither sent nor given up; counted at every scrape of the metrics, so from an index of these alone. */
export async function countWaitingMails(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM mails WHERE sent_at IS NULL AND dropped_at IS NULL`
  return Number(row?.count ?? 0)
}

/** How the outbox is doing. */
export interface MailQueue {
  /** Neither sent nor given up. */
  readonly waiting: number
  /** Of these, the ones that have failed at least once. */
  readonly failing: number
  /** Since when the oldest of them waits. */
  readonly oldest: Date | null
  /** Given up since `since`. */
  readonly dropped: number
  readonly sent: number
}

export async function inspectMailQueue(db: Db, since: Date): Promise<MailQueue> {
  const open = { sentAt: null, droppedAt: null }
  const [waiting, failing, oldest, dropped, sent] = [
    await db.mail.count({ where: open }),
    await db.mail.count({ where: { ...open, lastError: { not: null } } }),
    await db.mail.findFirst({ where: open, orderBy: { createdAt: 'asc' }, select: { createdAt: true } }),
    await db.mail.count({ where: { droppedAt: { gte: since } } }),
    await db.mail.count({ where: { sentAt: { gte: since } } }),
  ]
  return { waiting, failing, oldest: oldest?.createdAt ?? null, dropped, sent }
}
