import type { Db } from '@roster/db'
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

/** Leaves the id, the times and nothing else of a user. `.invalid` is never anybody's address (RFC 2606). */
export async function anonymise(db: Db, id: string, now: Date): Promise<void> {
  await db.session.deleteMany({ where: { userId: id } })
  await db.oneTimeToken.deleteMany({ where: { userId: id } })
  await db.user.update({
    where: { id },
    data: {
      email: `deleted-${id}@anonymised.invalid`,
      name: null,
      passwordHash: null,
      emailVerifiedAt: null,
      lastLoginAt: null,
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
  await db.session.deleteMany({ where: { OR: [{ expiresAt: { lt: before } }, { idleExpiresAt: { lt: before } }] } })
  await db.oneTimeToken.deleteMany({ where: { expiresAt: { lt: before } } })
  await db.signInThrottle.deleteMany({
    where: { lastFailedAt: { lt: new Date(now.getTime() - FORGET_FAILURES_SECONDS * 1000) } },
  })
  await db.rateLimit.deleteMany({ where: { expire: { lt: before.getTime() } } })
}
