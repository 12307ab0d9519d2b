import type { UserListQuery, UserPage } from '@roster/contract'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../cursor.ts'
import { requireAdmin } from '../policy.ts'
import { countUsers, positionOf, selectUsers } from './list-store.ts'
import { toUserRead } from './user.ts'

/**
 * A page of users, for administrators. Keyset paging: a walk through the pages shows each row that stays exactly once,
 * whatever comes and goes meanwhile.
 * @throws FORBIDDEN; VALIDATION_FAILED at `cursor` for a cursor of another sort or filter
 */
export async function listUsers(ctx: Context, input: UserListQuery): Promise<UserPage> {
  requireAdmin(ctx)
  const { limit, cursor, includeTotal, sort, ...filter } = input
  const scope = ['users', sort, filter.search, filter.role, filter.status, filter.createdAfter, filter.createdBefore]
  const position = cursor === undefined ? undefined : openCursor(ctx.vault, scope, cursor)
  const rows = await selectUsers(ctx, { filter, sort, limit: limit + 1, position })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(toUserRead),
    nextCursor: rows.length > limit && last ? sealCursor(ctx.vault, scope, positionOf(last, sort)) : null,
    ...(includeTotal && (await countUsers(ctx, filter))),
  }
}
