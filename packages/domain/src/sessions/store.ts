import type { Db, Prisma } from '@roster/db'

const sessionColumns = {
  id: true,
  userId: true,
  createdAt: true,
  lastUsedAt: true,
  idleExpiresAt: true,
  expiresAt: true,
  revokedAt: true,
  ipAddress: true,
  userAgent: true,
} satisfies Prisma.SessionSelect

export type SessionRow = Prisma.SessionGetPayload<{ select: typeof sessionColumns }>

/** A session and its first refresh token, in one statement: the foreign key is checked when that ends. */
export async function insertSession(
  db: Db,
  session: Omit<SessionRow, 'revokedAt' | 'lastUsedAt'>,
  refreshTokenHash: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { id, userId, createdAt, idleExpiresAt, expiresAt, ipAddress, userAgent } = session
  await db.$executeRaw`
    WITH session AS (
      INSERT INTO sessions (id, user_id, created_at, last_used_at, idle_expires_at, expires_at, ip_address, user_agent)
      VALUES (${id}::uuid, ${userId}::uuid, ${createdAt}, ${createdAt}, ${idleExpiresAt}, ${expiresAt}, ${ipAddress},
        ${userAgent})
    )
    INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES (${refreshTokenHash}, ${id}::uuid, ${createdAt})`
}

const living = (now: Date) => ({ revokedAt: null, idleExpiresAt: { gt: now } })

/** Whether a session can still be used. `idleExpiresAt` never lies past `expiresAt`. */
export const isLiving = (session: Pick<SessionRow, 'revokedAt' | 'idleExpiresAt'>, now: Date): boolean =>
  session.revokedAt === null && session.idleExpiresAt > now

export function selectLivingSessions(db: Db, userId: string, now: Date): Promise<SessionRow[]> {
  return db.session.findMany({
    where: { userId, ...living(now) },
    select: sessionColumns,
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
  })
}

/** Notes that a living session was used. @returns nothing when it has ended meanwhile */
export async function touchSession(
  db: Db,
  id: string,
  now: Date,
  idleTtlSeconds: number,
): Promise<SessionRow | undefined> {
  const idleExpiresAt = new Date(now.getTime() + idleTtlSeconds * 1000)
  const rows = await db.$queryRaw<SessionRow[]>`
    UPDATE sessions SET last_used_at = ${now}, idle_expires_at = least(${idleExpiresAt}, expires_at)
    WHERE id = ${id}::uuid AND revoked_at IS NULL AND idle_expires_at > ${now}
    RETURNING id, user_id AS "userId", created_at AS "createdAt", last_used_at AS "lastUsedAt",
      idle_expires_at AS "idleExpiresAt", expires_at AS "expiresAt", revoked_at AS "revokedAt",
      ip_address AS "ipAddress", user_agent AS "userAgent"`
  return rows[0]
}

/** Ends sessions of a user: one, all, or all but one. @returns how many were living */
export async function revokeSessions(
  db: Db,
  which: { readonly userId: string; readonly id?: string; readonly except?: string },
  now: Date,
): Promise<number> {
  const { userId, id, except } = which
  const { count } = await db.session.updateMany({
    where: { userId, ...living(now), ...(id && { id }), ...(except && { NOT: { id: except } }) },
    data: { revokedAt: now },
  })
  return count
}

export async function insertRefreshToken(
  db: Db,
  sessionId: string,
  hash: Uint8Array<ArrayBuffer>,
  createdAt: Date,
): Promise<void> {
  await db.refreshToken.create({ data: { hash, sessionId, createdAt }, select: { sessionId: true } })
}

type Hash = Uint8Array<ArrayBuffer>

/** Spends a refresh token, in one statement. @returns its session, or nothing when it is unknown or spent */
export async function spendRefreshToken(
  db: Db,
  { hash, retryKeyHash, now }: { readonly hash: Hash; readonly retryKeyHash: Hash | null; readonly now: Date },
): Promise<string | undefined> {
  const rows = await db.refreshToken.updateManyAndReturn({
    where: { hash, usedAt: null },
    data: { usedAt: now, retryKeyHash },
    select: { sessionId: true },
  })
  return rows[0]?.sessionId
}

/**
 * Whether a spent token was spent recently, or less recently with this retry key, and its successor is unused. One
 * statement, which waits for whoever is using the successor just now.
 */
export async function findRepeatable(
  db: Db,
  spent: {
    readonly hash: Hash
    readonly successorHash: Hash
    readonly retryKeyHash: Hash | null
    readonly spentAfter: Date
    readonly spentAfterWithKey: Date
  },
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM refresh_tokens spent JOIN refresh_tokens successor ON successor.hash = ${spent.successorHash}
    WHERE spent.hash = ${spent.hash} AND successor.used_at IS NULL AND (spent.used_at >= ${spent.spentAfter}
      OR (spent.retry_key_hash = ${spent.retryKeyHash} AND spent.used_at >= ${spent.spentAfterWithKey}))
    FOR SHARE OF successor`
  return rows.length > 0
}

export function findRefreshToken(
  db: Db,
  hash: Uint8Array<ArrayBuffer>,
): Promise<{ sessionId: string; usedAt: Date | null; session: { userId: string } } | null> {
  return db.refreshToken.findUnique({
    where: { hash },
    select: { sessionId: true, usedAt: true, session: { select: { userId: true } } },
  })
}
