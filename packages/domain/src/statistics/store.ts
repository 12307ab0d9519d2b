import { type Db, Prisma } from '@roster/db'

export type Activity = 'sign_in' | 'failed_sign_in'

/** Time zones are whole quarters of an hour apart, so that the days of every zone are made of these. */
const SLOT_MS = 15 * 60_000

/** When the quarter of an hour began. */
export const slotOf = (time: Date): Date => new Date(time.getTime() - (time.getTime() % SLOT_MS))

export interface ActivityCount {
  /** When the quarter of an hour began. */
  readonly startsAt: Date
  readonly activity: Activity
  readonly count: number
}

/** Adds to the counts; always in one order, so that servers wait for each other and never in a circle. */
export async function addActivity(db: Db, counts: readonly ActivityCount[]): Promise<void> {
  const rows = counts
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.activity.localeCompare(b.activity))
    .map(({ startsAt, activity, count }) => Prisma.sql`(${startsAt}::timestamptz, ${activity}, ${count}::int)`)
  await db.$executeRaw`
    INSERT INTO activity_counts AS counted (starts_at, activity, count) VALUES ${Prisma.join(rows)}
    ON CONFLICT (starts_at, activity) DO UPDATE SET count = counted.count + excluded.count`
}

/** Notes how many sessions live, once in a quarter of an hour, however many servers do. */
export async function insertSessionSample(db: Db, now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO activity_counts (starts_at, activity, count)
    SELECT ${slotOf(now)}::timestamptz, 'active_sessions', living.count FROM (
      SELECT count(*)::int FROM sessions WHERE revoked_at IS NULL AND idle_expires_at > ${now}
    ) AS living WHERE living.count > 0
    ON CONFLICT (starts_at, activity) DO NOTHING`
}

export interface Totals {
  readonly rows: bigint
  readonly disabled: bigint
  readonly deleted: bigint
  readonly admins: bigint
  readonly sessions: bigint
}

/** Counts everybody once, from an index, and the few who are something else from indexes of their own. */
export async function countTotals(db: Db, now: Date): Promise<Totals> {
  const [totals] = await db.$queryRaw<Totals[]>`
    SELECT (SELECT count(*) FROM users) AS rows,
      (SELECT count(*) FROM users WHERE deleted_at IS NULL AND status = 'disabled') AS disabled,
      (SELECT count(*) FROM users WHERE deleted_at IS NOT NULL) AS deleted,
      (SELECT count(*) FROM users WHERE deleted_at IS NULL AND role = 'admin') AS admins,
      (SELECT count(*) FROM sessions WHERE revoked_at IS NULL AND idle_expires_at > ${now}) AS sessions`
  if (totals === undefined) throw new Error('A query without a FROM clause gives one row')
  return totals
}

/** Users that had been made, and deleted, before a time. */
export async function countUsersBefore(db: Db, time: Date): Promise<{ created: bigint; deleted: bigint }> {
  const [before] = await db.$queryRaw<{ created: bigint; deleted: bigint }[]>`
    SELECT (SELECT count(*) FROM users WHERE created_at < ${time}) AS created,
      (SELECT count(*) FROM users WHERE deleted_at < ${time}) AS deleted`
  return before ?? { created: 0n, deleted: 0n }
}

export interface Bucket {
  readonly created: bigint
  readonly deleted: bigint
  readonly activeSessions: number | null
  readonly signIns: bigint
  readonly failedSignIns: bigint
}

/** What happened between each of `starts` and the next; nothing after the last, which is the end. */
export function countBuckets(db: Db, starts: readonly Date[]): Promise<Bucket[]> {
  const times = starts.map((start) => start.toISOString())
  // A range of an index for each bucket: twelve times as fast as sorting a million rows into buckets.
  return db.$queryRaw<Bucket[]>`
    SELECT
      (SELECT count(*) FROM users WHERE created_at >= start AND created_at < "end") AS created,
      (SELECT count(*) FROM users WHERE deleted_at >= start AND deleted_at < "end") AS deleted,
      (SELECT count FROM activity_counts WHERE activity = 'active_sessions' AND starts_at >= start AND starts_at < "end"
        ORDER BY starts_at DESC LIMIT 1) AS "activeSessions",
      activity.sign_ins AS "signIns", activity.failed AS "failedSignIns"
    FROM unnest(${times.slice(0, -1)}::timestamptz[], ${times.slice(1)}::timestamptz[]) AS bucket(start, "end"),
      LATERAL (
        SELECT coalesce(sum(count) FILTER (WHERE activity = 'sign_in'), 0)::bigint AS sign_ins,
          coalesce(sum(count) FILTER (WHERE activity = 'failed_sign_in'), 0)::bigint AS failed
        FROM activity_counts WHERE starts_at >= start AND starts_at < "end"
      ) AS activity
    ORDER BY start`
}
