import { randomUUID } from 'node:crypto'
import { type Db, Prisma } from '@roster/db'
import { FORGET_FAILURES_SECONDS } from './limits/rules.ts'

const BATCH = 500
const KEEP_MS = 24 * 3600 * 1000

/** Deleted users whose retention time is over, the oldest first. */
export async function selectUsersToAnonymise(db: Db, deletedBefore: Date): Promise<string[]> {
  const rows = await db.user.findMany({
    where: { deletedAt: { lte: deletedBefore }, anonymisedAt: null },
    orderBy: { deletedAt: 'asc' },
    select: { id: true },
    take: BATCH,
  })
  return rows.map((row) => row.id)
}

/**
 * Leaves the id, the times and nothing else of a user. `.invalid` is never anybody's address (RFC 2606); what stands
 * before it cannot be known beforehand, or else somebody could register it and be in the way.
 */
export async function anonymise(db: Db, id: string, now: Date): Promise<void> {
  await db.session.deleteMany({ where: { userId: id } })
  await db.oneTimeToken.deleteMany({ where: { userId: id } })
  await db.apiKey.deleteMany({ where: { createdById: id } })
  await db.user.update({
    where: { id },
    data: {
      email: `deleted-${randomUUID()}@anonymised.invalid`,
      name: null,
      passwordHash: null,
      emailVerifiedAt: null,
      lastLoginAt: null,
      importDigest: null,
      anonymisedAt: now,
      updatedAt: now,
      version: { increment: 1 },
    },
    select: { id: true },
  })
}

/** Removes what expired a day ago or earlier. */
export async function deleteExpired(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEEP_MS)
  const forgotten = new Date(now.getTime() - FORGET_FAILURES_SECONDS * 1000)
  // `idle_expires_at` never lies past `expires_at`. Each session takes its refresh tokens along, thousands perhaps.
  await deleteInPortions(db, 'sessions', Prisma.sql`idle_expires_at < ${before}`, 100)
  await deleteInPortions(db, 'one_time_tokens', Prisma.sql`expires_at < ${before}`, 5000)
  await deleteInPortions(db, 'sign_in_throttles', Prisma.sql`last_failed_at < ${forgotten}`, 5000)
  await deleteInPortions(db, 'idempotency_keys', Prisma.sql`expires_at <= ${now}`, 5000)
  await deleteInPortions(db, 'rate_limits', Prisma.sql`expire < ${before.getTime()}::bigint`, 5000)
}

/** In portions, so that no statement outlasts its time limit however much there is. */
async function deleteInPortions(
  db: Db,
  table: 'sessions' | 'one_time_tokens' | 'sign_in_throttles' | 'idempotency_keys' | 'rate_limits',
  expired: Prisma.Sql,
  size: number,
): Promise<void> {
  const from = Prisma.raw(table)
  let deleted: number
  do {
    deleted = await db.$executeRaw`
      DELETE FROM ${from} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${from} WHERE ${expired} LIMIT ${size}))`
  } while (deleted === size)
}
