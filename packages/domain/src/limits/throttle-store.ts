import { type Db, Prisma } from '@roster/db'
import type { Context } from '../context.ts'
import { selectRows } from '../lookup-store.ts'
import { MAX_DELAY_SECONDS } from './rules.ts'

type Key = Uint8Array<ArrayBuffer>
type Reads = Pick<Context, 'db' | 'client' | 'lookups'>

/** Adds one failure unless the key is blocked or has had its last. @returns whether it was added */
export async function reserveFailure(
  ctx: Reads,
  key: Key,
  now: Date,
  rule: { readonly free: number; readonly max: number },
): Promise<boolean> {
  const { free, max } = rule
  const statement = Prisma.sql`
    INSERT INTO sign_in_throttles AS t (key, failures, last_failed_at, blocked_until)
    VALUES (${key}, 1, ${now}, ${now})
    ON CONFLICT (key) DO UPDATE SET
      failures = t.failures + 1,
      last_failed_at = ${now},
      blocked_until = CASE WHEN t.failures < ${free}::int THEN ${now}::timestamptz
        ELSE ${now}::timestamptz + make_interval(secs => least(${MAX_DELAY_SECONDS}::float8, power(2, least(t.failures - ${free}::int, 30)))) END
    WHERE t.blocked_until <= ${now} AND t.failures < ${max}::int
    RETURNING 1 AS added`
  return (await selectRows(ctx, statement)).length === 1
}

export function findThrottle(
  db: Db,
  key: Key,
): Promise<{ failures: number; lastFailedAt: Date; blockedUntil: Date } | null> {
  return db.signInThrottle.findUnique({
    where: { key },
    select: { failures: true, lastFailedAt: true, blockedUntil: true },
  })
}

/**
 * Whether the account has, or lately had, a session from this address (of this /64 for IPv6: see `limitKeyOf`).
 * One statement whether or not there is such an account.
 */
export async function hasSignedInFrom(ctx: Reads, email: string, network: string): Promise<boolean> {
  const statement = Prisma.sql`
    SELECT 1 AS known FROM sessions JOIN users ON users.id = sessions.user_id
    WHERE users.email = ${email} AND sessions.ip_address::inet <<= ${network}::inet LIMIT 1`
  return (await selectRows(ctx, statement)).length === 1
}

export async function deleteThrottles(db: Db, keys: Key[]): Promise<void> {
  await db.$executeRaw`DELETE FROM sign_in_throttles WHERE key = ANY (${keys}::bytea[])`
}
