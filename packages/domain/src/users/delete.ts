import type { UserRef } from '@roster/contract'
import { revokeKeysOf } from '../api-keys/revoke.ts'
import type { Context } from '../context.ts'
import { voidOneTimeTokens } from '../one-time-tokens/store.ts'
import { requireAdmin, resolveUserId } from '../policy.ts'
import { revokeSessions } from '../sessions/store.ts'
import { transact } from '../transact.ts'
import { keepAnAdmin, lockForDemotion } from './last-admin.ts'
import { saveUser } from './store.ts'

/**
 * Deletes a user softly: nobody signs in as them any more, the address stays reserved, `restoreUser` undoes it until
 * the purge has anonymised the row.
 * @throws FORBIDDEN; USER_NOT_FOUND for an unknown or deleted user; LAST_ADMIN
 */
export async function deleteUser(ctx: Context, input: UserRef): Promise<void> {
  requireAdmin(ctx)
  const id = resolveUserId(ctx, input.userId)
  await transact(ctx, async (tx) => {
    const user = await lockForDemotion(tx, id)
    await keepAnAdmin(tx, user)
    const now = ctx.now()
    await saveUser(tx.ctx.db, id, { deletedAt: now, updatedAt: now })
    await revokeSessions(tx.ctx.db, { userId: id }, now)
    await voidOneTimeTokens(tx.ctx.db, { userId: id }, now)
    await revokeKeysOf(tx, id, now)
    tx.audit({ action: 'user.deleted', subjectId: id, changes: { status: [user.status, 'deleted'] } })
  })
  ctx.report({ event: 'user.deleted', userId: id })
}
