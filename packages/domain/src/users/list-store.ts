import type { UserListQuery, UserSort } from '@roster/contract'
import { type Db, Prisma } from '@roster/db'
import type { UserInDB } from './user.ts'

export type UserFilter = Pick<UserListQuery, 'search' | 'role' | 'status' | 'createdAfter' | 'createdBefore'> & {
  /** Deleted users beside the others. */
  readonly includeDeleted?: boolean
  readonly exceptAnonymised?: boolean
}

/** A row and where it stands in the order: the values of the sort's keys, as text. */
export type PositionedUser = UserInDB & { readonly position: readonly string[] }

/**
 * What each order is made of. No key is ever null, so that one row comparison, on one index, finds the next page;
 * nulls come last because "is null" sorts after "is not null".
 */
const sortKeys: Record<string, readonly { readonly sql: string; readonly cast: string }[]> = {
  created_at: [
    { sql: 'created_at', cast: 'timestamptz' },
    { sql: 'id', cast: 'uuid' },
  ],
  email: [{ sql: 'email', cast: 'text' }],
  name: [
    { sql: '(name IS NULL)', cast: 'boolean' },
    { sql: "coalesce(lower(name), '')", cast: 'text' },
    { sql: 'id', cast: 'uuid' },
  ],
  last_login_at: [
    { sql: '(last_login_at IS NULL)', cast: 'boolean' },
    { sql: "coalesce(last_login_at, '1970-01-01 00:00:00+00'::timestamptz)", cast: 'timestamptz' },
    { sql: 'id', cast: 'uuid' },
  ],
}

/** One page of users in keyset order, after `position` where one is given. */
export function selectUsers(
  db: Db,
  query: { filter: UserFilter; sort: UserSort; limit: number; position: readonly (string | null)[] | undefined },
): Promise<PositionedUser[]> {
  const descending = query.sort.startsWith('-')
  const keys = sortKeys[query.sort.replace(/^-/, '')] ?? []
  const conditions = filterConditions(query.filter)
  if (query.position !== undefined) {
    const here = Prisma.raw(`(${keys.map((key) => key.sql).join(', ')})`)
    const there = Prisma.join(
      query.position.map((value, index) => Prisma.sql`${value}::${Prisma.raw(keys[index]?.cast ?? 'text')}`),
    )
    conditions.push(Prisma.sql`${here} ${Prisma.raw(descending ? '<' : '>')} (${there})`)
  }
  const order = Prisma.raw(keys.map((key) => `${key.sql} ${descending ? 'DESC' : 'ASC'}`).join(', '))
  const position = Prisma.raw(keys.map((key) => `(${key.sql})::text`).join(', '))
  return db.$queryRaw<PositionedUser[]>`
    SELECT id, email, email_verified_at AS "emailVerifiedAt", name, role::text, status::text,
           password_hash AS "passwordHash", version, created_at AS "createdAt", updated_at AS "updatedAt",
           last_login_at AS "lastLoginAt", deleted_at AS "deletedAt", ARRAY[${position}] AS position
    FROM users WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${order} LIMIT ${query.limit}`
}

/** How many users fit the filter, counted exactly. */
export async function countUsers(db: Db, filter: UserFilter): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM users WHERE ${Prisma.join(filterConditions(filter), ' AND ')}`
  return Number(rows[0]?.count ?? 0)
}

function filterConditions(filter: UserFilter): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`]
  if (filter.status === 'deleted') conditions.push(Prisma.sql`deleted_at IS NOT NULL`)
  else if (!filter.includeDeleted) conditions.push(Prisma.sql`deleted_at IS NULL`)
  if (filter.exceptAnonymised) conditions.push(Prisma.sql`anonymised_at IS NULL`)
  if (filter.status !== undefined && filter.status !== 'deleted') {
    conditions.push(Prisma.sql`status = ${filter.status}::user_status`)
  }
  if (filter.role !== undefined) conditions.push(Prisma.sql`role = ${filter.role}::role`)
  if (filter.createdAfter !== undefined) conditions.push(Prisma.sql`created_at >= ${new Date(filter.createdAfter)}`)
  if (filter.createdBefore !== undefined) conditions.push(Prisma.sql`created_at <= ${new Date(filter.createdBefore)}`)
  if (filter.search) {
    const pattern = `%${filter.search.normalize('NFC').replace(/[\\%_]/g, '\\$&')}%`
    conditions.push(Prisma.sql`(email ILIKE ${pattern} OR name ILIKE ${pattern})`)
  }
  return conditions
}
