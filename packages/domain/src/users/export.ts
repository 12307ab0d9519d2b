import type { UserExport, UserExportPage, UserExportQuery } from '@roster/contract'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../cursor.ts'
import { NO_HASHES, refuseApiKeys, requireAdmin } from '../policy.ts'
import { transact } from '../transact.ts'
import { positionOf, selectUsers } from './list-store.ts'
import type { UserInDB } from './user.ts'

/**
 * A page of users with everything that an import takes, the oldest first, so that a walk through the pages misses nobody
 * who registers meanwhile. Hashes are given on demand, to people and not to programs, and leave an audit event.
 * @throws FORBIDDEN; VALIDATION_FAILED at `cursor` for a cursor of another filter
 */
export async function exportUsers(ctx: Context, input: UserExportQuery): Promise<UserExportPage> {
  requireAdmin(ctx)
  if (input.includePasswordHashes) refuseApiKeys(ctx, NO_HASHES)
  const { limit, cursor, includePasswordHashes, ...filter } = input
  const { search, role, status, createdAfter, createdBefore, includeDeleted } = filter
  const scope = ['export', search, role, status, createdAfter, createdBefore, includeDeleted]
  const position = cursor === undefined ? undefined : openCursor(ctx.vault, scope, cursor)
  const read = (from: Context) =>
    selectUsers(from, { filter: { ...filter, exceptAnonymised: true }, sort: 'created_at', limit: limit + 1, position })
  const rows = includePasswordHashes
    ? await transact(ctx, async (tx) => {
        const rows = await read(tx.ctx)
        tx.audit({
          action: 'users.exported',
          subjectId: null,
          changes: { passwordHashes: true, count: Math.min(rows.length, limit) },
        })
        return rows
      })
    : await read(ctx)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  if (includePasswordHashes) ctx.report({ event: 'users.exported', passwordHashes: true, count: page.length })
  return {
    items: page.map((user) => toUserExport(user, includePasswordHashes)),
    nextCursor: rows.length > limit && last ? sealCursor(ctx.vault, scope, positionOf(last, 'created_at')) : null,
  }
}

function toUserExport(user: UserInDB, includePasswordHash: boolean): UserExport {
  return {
    id: user.id,
    email: user.email,
    emailVerifiedAt: user.emailVerifiedAt?.toISOString() ?? null,
    name: user.name,
    role: user.role,
    status: user.status,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
    deletedAt: user.deletedAt?.toISOString() ?? null,
    ...(includePasswordHash && { passwordHash: user.passwordHash }),
  }
}
