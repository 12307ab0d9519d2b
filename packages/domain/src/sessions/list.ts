import type { SessionList, UserRef } from '@roster/contract'
import type { Context } from '../context.ts'
import { isSelf, resolveUserId } from '../policy.ts'
import { getUserById } from '../users/get.ts'
import { selectLivingSessions } from './store.ts'

/**
 * The living sessions of a user, the last used first, without any token.
 * @throws UNAUTHENTICATED, FORBIDDEN; USER_NOT_FOUND for administrators
 */
export async function listSessions(ctx: Context, input: UserRef): Promise<SessionList> {
  const id = resolveUserId(ctx, input.userId)
  if (!isSelf(ctx, id)) await getUserById(ctx, id)
  const rows = await selectLivingSessions(ctx.db, id, ctx.now())
  const currentId = ctx.actor.type === 'user' ? ctx.actor.sessionId : undefined
  return {
    items: rows.map((row) => ({
      id: row.id,
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastUsedAt.toISOString(),
      expiresAt: row.idleExpiresAt.toISOString(),
      ipAddress: row.ipAddress,
      userAgent: row.userAgent,
      current: row.id === currentId,
    })),
  }
}
