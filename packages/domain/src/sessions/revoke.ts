import type { SessionRef, UserRef } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isSelf, resolveUserId } from '../policy.ts'
import { transact } from '../transact.ts'
import { getUserById } from '../users/get.ts'
import { lockUser } from '../users/store.ts'
import { revokeSessions } from './store.ts'

/**
 * Ends one session of a user.
 * @throws UNAUTHENTICATED, FORBIDDEN; NOT_FOUND when the user has no such living session; USER_NOT_FOUND
 */
export async function revokeSession(ctx: Context, input: SessionRef): Promise<void> {
  const userId = resolveUserId(ctx, input.userId)
  if (!isSelf(ctx, userId)) await getUserById(ctx, userId)
  await transact(ctx, async (tx) => {
    const ended = await revokeSessions(tx.ctx.db, { userId, id: input.sessionId }, ctx.now())
    if (ended === 0) throw new DomainError('NOT_FOUND')
    tx.audit({ action: 'session.revoked', subjectId: userId, changes: { sessionId: input.sessionId } })
  })
  ctx.report({ event: 'session.revoked', userId, sessionId: input.sessionId })
}

/**
 * Ends every session of a user, the caller's own included.
 * @throws UNAUTHENTICATED, FORBIDDEN; USER_NOT_FOUND for administrators
 */
export async function revokeAllSessions(ctx: Context, input: UserRef): Promise<void> {
  const userId = resolveUserId(ctx, input.userId)
  await transact(ctx, async (tx) => {
    if ((await lockUser(tx.ctx.db, userId)) === null) throw new DomainError('USER_NOT_FOUND')
    await revokeSessions(tx.ctx.db, { userId }, ctx.now())
    tx.audit({ action: 'session.all_revoked', subjectId: userId })
  })
  ctx.report({ event: 'session.all_revoked', userId })
}
