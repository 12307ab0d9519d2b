import { createBatchedRead, type Database, type Prisma } from '@roster/db'
import type { UsableKey } from './api-keys/store.ts'
import type { Context } from './context.ts'
import type { UserInDB } from './users/user.ts'

/**
 * Reads of single rows that nearly every request makes, those of different requests in one statement. They see what is
 * committed at the moment they are asked for; inside a transaction they would not see its changes.
 */
export interface Lookups {
  /** A session and its user by the ids in an access token, or nothing if there is no such pair. */
  sessionOf(sessionId: string, userId: string): Promise<SessionOfUser | undefined>
  user(id: string): Promise<UserInDB | undefined>
  /** By the normalised address. */
  userByEmail(email: string): Promise<UserInDB | undefined>
  /** An API key by the hash of its secret, and whether its maker still stands behind it. */
  apiKey(hash: Uint8Array): Promise<UsableKey | undefined>
  /** What a statement gives, as the driver reads it: on many rows, half of the time is the client's translation. */
  rows<Row extends object>(statement: Prisma.Sql): Promise<Row[]>
}

/** What decides whether a session can be used, and whose it is. */
export interface SessionOfUser {
  readonly idleExpiresAt: Date
  readonly revokedAt: Date | null
  readonly user: UserInDB
}

const USER_COLUMNS = `u.id, u.email, u.email_verified_at AS "emailVerifiedAt", u.name, u.role, u.status,
  u.password_hash AS "passwordHash", u.version, u.created_at AS "createdAt", u.updated_at AS "updatedAt",
  u.last_login_at AS "lastLoginAt", u.deleted_at AS "deletedAt"`

const FIND_USER = {
  name: 'roster_user',
  text: `SELECT key.place::int4, ${USER_COLUMNS}
    FROM unnest($1::uuid[]) WITH ORDINALITY AS key (id, place) JOIN users u ON u.id = key.id`,
}

const FIND_USER_BY_EMAIL = {
  name: 'roster_user_by_email',
  text: `SELECT key.place::int4, ${USER_COLUMNS}
    FROM unnest($1::text[]) WITH ORDINALITY AS key (email, place) JOIN users u ON u.email = key.email`,
}

const FIND_SESSION = {
  name: 'roster_session',
  text: `SELECT key.place::int4, s.idle_expires_at AS "idleExpiresAt", s.revoked_at AS "revokedAt", ${USER_COLUMNS}
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS key (session_id, user_id, place)
    JOIN sessions s ON s.id = key.session_id AND s.user_id = key.user_id
    JOIN users u ON u.id = key.user_id`,
}

const FIND_API_KEY = {
  name: 'roster_api_key',
  text: `SELECT key.place::int4, k.id, k.scopes, k.ip_ranges AS "ipRanges", k.created_by_id AS "createdById",
      k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt",
      u.role = 'admin' AND u.status = 'active' AND u.deleted_at IS NULL AS "isBacked"
    FROM unnest($1::text[]) WITH ORDINALITY AS key (hash, place)
    JOIN api_keys k ON k.hash = decode(key.hash, 'hex')
    JOIN users u ON u.id = k.created_by_id`,
}

type SessionRow = UserInDB & Pick<SessionOfUser, 'idleExpiresAt' | 'revokedAt'>

export function createLookups(pool: Database['pool']): Lookups {
  const findUser = createBatchedRead<UserInDB>(pool, FIND_USER)
  const findByEmail = createBatchedRead<UserInDB>(pool, FIND_USER_BY_EMAIL)
  const findSession = createBatchedRead<SessionRow>(pool, FIND_SESSION)
  const findApiKey = createBatchedRead<UsableKey>(pool, FIND_API_KEY)
  return {
    async sessionOf(sessionId, userId) {
      const row = await findSession(sessionId, userId)
      return row && { idleExpiresAt: row.idleExpiresAt, revokedAt: row.revokedAt, user: userOf(row) }
    },
    async user(id) {
      const row = await findUser(id)
      return row && userOf(row)
    },
    apiKey: (hash) => findApiKey(Buffer.from(hash).toString('hex')),
    async userByEmail(email) {
      // PostgreSQL would refuse the whole statement, and everybody else's look-ups with it.
      if (email.includes('\0')) return undefined
      const row = await findByEmail(email)
      return row && userOf(row)
    },
    async rows<Row extends object>({ text, values }: Prisma.Sql) {
      return (await pool.query<Row>({ text, values: [...values] })).rows
    },
  }
}

/** The rows of a statement: what is committed, or what the open transaction of the context sees. */
export function selectRows<Row extends object>(
  { db, client, lookups }: Pick<Context, 'db' | 'client' | 'lookups'>,
  statement: Prisma.Sql,
): Promise<Row[]> {
  return db === client ? lookups.rows<Row>(statement) : db.$queryRaw<Row[]>(statement)
}

/** The user alone, without what else is in the row. */
const userOf = (row: UserInDB): UserInDB => ({
  id: row.id,
  email: row.email,
  emailVerifiedAt: row.emailVerifiedAt,
  name: row.name,
  role: row.role,
  status: row.status,
  passwordHash: row.passwordHash,
  version: row.version,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  lastLoginAt: row.lastLoginAt,
  deletedAt: row.deletedAt,
})
