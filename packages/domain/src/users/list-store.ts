import type { UserListQuery, UserSort } from '@roster/contract'
import { Prisma } from '@roster/db'
import type { Context } from '../context.ts'
import { selectRows } from '../lookup-store.ts'
import { searchFor } from './search-store.ts'
import type { UserInDB } from './user.ts'

export type UserFilter = Pick<UserListQuery, 'search' | 'role' | 'status' | 'createdAfter' | 'createdBefore'> & {
  /** Deleted users beside the others. */
  readonly includeDeleted?: boolean
  readonly exceptAnonymised?: boolean
}

/** A row, and the values of the sort's keys as text. */
export type PositionedUser = UserInDB & { readonly [key in `key${number}`]: string }

/** Where a row stands in the order it was listed in. */
export function positionOf(user: PositionedUser, sort: UserSort): readonly string[] {
  return keysOf(sort).map((_, index) => user[`key${index}`] ?? '')
}

const keysOf = (sort: UserSort) => sortKeys[sort.replace(/^-/, '')] ?? []

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

export interface UserQuery {
  readonly filter: UserFilter
  readonly sort: UserSort
  readonly limit: number
  readonly position: readonly (string | null)[] | undefined
}

/** One page of users in keyset order, after `position` where one is given. */
export async function selectUsers(
  ctx: Pick<Context, 'db' | 'client' | 'lookups'>,
  query: UserQuery,
): Promise<PositionedUser[]> {
  let rows: PositionedUser[] = []
  for (const statement of pageStatements(query)) {
    rows = await selectRows<PositionedUser>(ctx, statement)
    if (rows.length === query.limit) return rows
  }
  return rows
}

/**
 * What to ask for a page, one after the other until one fills it; the last one is right in any case. A search looks
 * through the next rows of the list first, which finds what is frequent, and then asks its index, which finds what is
 * not: left to itself, the planner goes by a guess at how frequent a text is, and a wrong one costs a second.
 */
export function pageStatements({ filter, sort, limit, position }: UserQuery): readonly Prisma.Sql[] {
  const { conditions, order, page } = orderOf(filter, sort, position)
  if (!filter.search) return [page(Prisma.sql`users WHERE ${conditions}`, limit)]
  const { condition, indexed, walk } = searchFor(filter.search)
  const next = Prisma.sql`(SELECT * FROM users WHERE ${conditions} ORDER BY ${order} LIMIT ${walk}) AS next`
  const found = Prisma.sql`(SELECT * FROM users WHERE ${conditions} AND ${indexed} OFFSET 0) AS found`
  return [page(Prisma.sql`${next} WHERE ${condition}`, limit), page(found, limit)]
}

interface Order {
  readonly conditions: Prisma.Sql
  readonly order: Prisma.Sql
  /** The statement that takes so many rows from there, in this order. */
  page(from: Prisma.Sql, limit: number): Prisma.Sql
}

function orderOf(filter: UserFilter, sort: UserSort, from: UserQuery['position']): Order {
  const descending = sort.startsWith('-')
  const keys = keysOf(sort)
  const conditions = filterConditions(filter)
  if (from !== undefined) {
    const here = Prisma.raw(`(${keys.map((key) => key.sql).join(', ')})`)
    const there = Prisma.join(
      from.map((value, index) => Prisma.sql`${value}::${Prisma.raw(keys[index]?.cast ?? 'text')}`),
    )
    conditions.push(Prisma.sql`${here} ${Prisma.raw(descending ? '<' : '>')} (${there})`)
  }
  const order = Prisma.raw(keys.map((key) => `${key.sql} ${descending ? 'DESC' : 'ASC'}`).join(', '))
  const position = Prisma.raw(keys.map((key, index) => `(${key.sql})::text AS key${index}`).join(', '))
  const page: Order['page'] = (source, limit) => Prisma.sql`
    SELECT id, email, email_verified_at AS "emailVerifiedAt", name, role::text, status::text,
           password_hash AS "passwordHash", version, created_at AS "createdAt", updated_at AS "updatedAt",
           last_login_at AS "lastLoginAt", deleted_at AS "deletedAt", ${position}
    FROM ${source} ORDER BY ${order} LIMIT ${limit}`
  return { conditions: Prisma.join(conditions, ' AND '), order, page }
}

/** Up to so many are counted; a search looks at every one that it counts. */
const COUNTED = { list: 1_000_000, search: 10_000 } as const

/** How many users fit the filter: counted, or by the planner's estimate where there are more than can be counted. */
export async function countUsers(
  ctx: Pick<Context, 'db' | 'client' | 'lookups'>,
  filter: UserFilter,
  counted: number = filter.search ? COUNTED.search : COUNTED.list,
): Promise<{ total: number; totalIsEstimate?: true }> {
  const conditions = filterConditions(filter)
  if (filter.search) conditions.push(searchFor(filter.search).indexed)
  const matches = Prisma.sql`SELECT FROM users WHERE ${Prisma.join(conditions, ' AND ')}`
  const [exact] = await selectRows<{ count: number }>(
    ctx,
    Prisma.sql`SELECT count(*)::int AS count FROM (${matches} LIMIT ${counted + 1}) AS matches`,
  )
  const total = exact?.count ?? 0
  if (total <= counted) return { total }
  const [plan] = await selectRows<{ 'QUERY PLAN': readonly [{ Plan: { 'Plan Rows': number } }] }>(
    ctx,
    Prisma.sql`EXPLAIN (FORMAT JSON) ${matches}`,
  )
  return { total: Math.max(total, plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0), totalIsEstimate: true }
}

// Written out: the planner does not see that a parameter, cast, is the value that a partial index is for.
const withStatus = { active: Prisma.sql`status = 'active'`, disabled: Prisma.sql`status = 'disabled'` }
const withRole = { user: Prisma.sql`role = 'user'`, admin: Prisma.sql`role = 'admin'` }

function filterConditions(filter: UserFilter): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`]
  if (filter.status === 'deleted') conditions.push(Prisma.sql`deleted_at IS NOT NULL`)
  else if (!filter.includeDeleted) conditions.push(Prisma.sql`deleted_at IS NULL`)
  if (filter.exceptAnonymised) conditions.push(Prisma.sql`anonymised_at IS NULL`)
  if (filter.status !== undefined && filter.status !== 'deleted') {
    conditions.push(withStatus[filter.status])
  }
  if (filter.role !== undefined) conditions.push(withRole[filter.role])
  if (filter.createdAfter !== undefined) conditions.push(Prisma.sql`created_at >= ${new Date(filter.createdAfter)}`)
  if (filter.createdBefore !== undefined) conditions.push(Prisma.sql`created_at <= ${new Date(filter.createdBefore)}`)
  return conditions
}
