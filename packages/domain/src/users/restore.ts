import type { UserRead, UserRef } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { NO_ADMINS, refuseApiKeys, requireAdmin, resolveUserId } from '../policy.ts'
import { transact } from '../transact.ts'
import { isAnonymised, lockUser, saveUser } from './store.ts'
import { toUserRead } from './user.ts'

/**
 * Brings a deleted user back with the status they had. A user who is not deleted stays as they are. API keys bring back
 * users and no administrators.
 * @throws FORBIDDEN, USER_NOT_FOUND; CONFLICT when the retention time is over and the row was anonymised
 */
export async function restoreUser(ctx: Context, input: UserRef): Promise<UserRead> {
  requireAdmin(ctx)
  const id = resolveUserId(ctx, input.userId)
  return transact(ctx, async (tx) => {
    const user = await lockUser(tx.ctx.db, id)
    if (user === null) throw new DomainError('USER_NOT_FOUND')
    if (user.deletedAt === null) return toUserRead(user)
    if (user.role === 'admin') refuseApiKeys(tx.ctx, NO_ADMINS)
    if (await isAnonymised(tx.ctx.db, id)) throw new DomainError('CONFLICT')
    tx.audit({ action: 'user.restored', subjectId: id, changes: { status: ['deleted', user.status] } })
    return toUserRead(await saveUser(tx.ctx.db, id, { deletedAt: null, updatedAt: ctx.now() }))
  })
}
