import { DomainError } from '../errors.ts'
import type { Transaction } from '../transact.ts'
import { countOtherAdmins, lockAdmins, lockUser } from './store.ts'
import type { UserInDB } from './user.ts'

/** Whether this user counts as one of the administrators of whom one must remain. */
export const isActiveAdmin = (user: UserInDB): boolean =>
  user.role === 'admin' && user.status === 'active' && user.deletedAt === null

/**
 * Locks a user for a change that may take away an administrator. Such changes wait for one another, so that however
 * many race, `keepAnAdmin` sees the outcome of those before it.
 * @throws USER_NOT_FOUND for an unknown or deleted user
 */
export async function lockForDemotion(tx: Transaction, userId: string): Promise<UserInDB> {
  await lockAdmins(tx.ctx.db)
  const user = await lockUser(tx.ctx.db, userId)
  if (user === null || user.deletedAt !== null) throw new DomainError('USER_NOT_FOUND')
  return user
}

/** Call under `lockForDemotion`, before the change. @throws LAST_ADMIN */
export async function keepAnAdmin(tx: Transaction, leaving: UserInDB): Promise<void> {
  if (isActiveAdmin(leaving) && (await countOtherAdmins(tx.ctx.db, leaving.id)) === 0)
    throw new DomainError('LAST_ADMIN')
}
