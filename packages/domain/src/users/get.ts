import type { UserRef } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isSelf, requireUser, resolveUserId } from '../policy.ts'
import { findUserById } from './store.ts'
import { toUserView, type UserInDB, type UserView } from './user.ts'

/**
 * The user with this id.
 * @throws USER_NOT_FOUND
 */
export async function getUserById(ctx: Context, id: string): Promise<UserInDB> {
  const isInTransaction = ctx.db !== ctx.client
  const user = isInTransaction ? await findUserById(ctx.db, id) : await ctx.lookups.user(id)
  if (!user) throw new DomainError('USER_NOT_FOUND')
  return user
}

/**
 * A user, for themselves or for an administrator, who sees deleted ones too.
 * @throws UNAUTHENTICATED, FORBIDDEN; USER_NOT_FOUND for administrators
 */
export async function getUser(ctx: Context, input: UserRef): Promise<UserView> {
  const id = resolveUserId(ctx, input.userId)
  if (!isSelf(ctx, id)) return toUserView(await getUserById(ctx, id))
  requireUser(ctx)
  return toUserView(ctx.actor.user) // read a moment ago, to authenticate this request
}
