import type { Db } from '@roster/db'
import type { MailTemplate } from './templates.ts'

export interface NewMailRow {
  readonly id: string
  readonly template: MailTemplate
  readonly payload: Uint8Array<ArrayBuffer>
  readonly userId: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly nextAttemptAt: Date
}

/** A mail that this process alone may send until its lease ends. */
export interface ClaimedMail {
  readonly id: string
  /** Perhaps one that only a newer server knows. */
  readonly template: string
  readonly payload: Uint8Array
  readonly userId: string | null
  readonly expiresAt: Date
  /** This one included. Also says which claim this is: a later one has a higher number. */
  readonly attempts: number
}

export async function insertMail(db: Db, row: NewMailRow): Promise<void> {
  await db.mail.create({ data: row, select: { id: true } })
}

/**
 * Takes what is due, oldest first, and leases it until `leaseUntil`: whoever dies before saying what came of it
 * leaves a mail that is due again then. One statement, so that of several servers only one gets a mail.
 */
export function claimDueMails(
  db: Db,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<ClaimedMail[]> {
  return db.$queryRaw<ClaimedMail[]>`
    WITH due AS MATERIALIZED (
      SELECT id FROM mails
      WHERE next_attempt_at <= ${now}::timestamptz AND sent_at IS NULL AND dropped_at IS NULL
      ORDER BY next_attempt_at, id
      LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE mails SET next_attempt_at = ${leaseUntil}::timestamptz, attempts = attempts + 1
    FROM due WHERE mails.id = due.id
    RETURNING mails.id, template, payload, user_id AS "userId", expires_at AS "expiresAt", attempts`
}

/** When a mail was done with, and until when its row is kept. */
export interface Settlement {
  readonly at: Date
  readonly keepUntil: Date
}

// `nextAttemptAt` of a settled mail says when it is due for removal, so that the index on it leads to nothing but work.

/** Counts whatever became of the lease: what was sent is sent. */
export async function markMailSent(db: Db, id: string, { at, keepUntil }: Settlement): Promise<void> {
  await db.mail.updateMany({
    where: { id, sentAt: null },
    data: { sentAt: at, droppedAt: null, payload: null, lastError: null, nextAttemptAt: keepUntil },
  })
}

/** Gives a mail up, unless it has been claimed again since. */
export async function markMailDropped(
  db: Db,
  mail: ClaimedMail,
  reason: string,
  { at, keepUntil }: Settlement,
): Promise<void> {
  await db.mail.updateMany({
    where: { id: mail.id, attempts: mail.attempts, sentAt: null, droppedAt: null },
    data: { droppedAt: at, payload: null, lastError: reason, nextAttemptAt: keepUntil },
  })
}

/** Ends the lease with another time to try, unless the mail has been claimed again since. */
export async function postponeMail(db: Db, mail: ClaimedMail, reason: string, nextAttemptAt: Date): Promise<void> {
  await db.mail.updateMany({
    where: { id: mail.id, attempts: mail.attempts, sentAt: null, droppedAt: null },
    data: { lastError: reason, nextAttemptAt },
  })
}

export async function deleteSettledMails(db: Db, now: Date): Promise<number> {
  const { count } = await db.mail.deleteMany({
    where: { nextAttemptAt: { lte: now }, OR: [{ sentAt: { not: null } }, { droppedAt: { not: null } }] },
  })
  return count
}
