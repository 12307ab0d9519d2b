import type { Context, UserContext } from './context.ts'
import { DomainError } from './errors.ts'

/** @throws UNAUTHENTICATED */
export function requireUser(ctx: Context): asserts ctx is UserContext {
  if (ctx.actor.type !== 'user') throw new DomainError('UNAUTHENTICATED')
}

/** @throws UNAUTHENTICATED, FORBIDDEN */
export function requireAdmin(ctx: Context): void {
  if (ctx.actor.type === 'system') return
  requireUser(ctx)
  if (ctx.actor.user.role !== 'admin') throw new DomainError('FORBIDDEN')
}

/** Whether the acting user is the one named. */
export function isSelf(ctx: Context, userId: string): boolean {
  return ctx.actor.type === 'user' && ctx.actor.user.id === userId
}

/**
 * The id that `me` or a UUID means, for a caller who is that user or an administrator. Anybody else learns nothing,
 * whether or not there is such a user.
 * @throws UNAUTHENTICATED, FORBIDDEN
 */
export function resolveUserId(ctx: Context, userId: string): string {
  if (ctx.actor.type === 'system') return userId
  requireUser(ctx)
  if (userId === 'me' || userId === ctx.actor.user.id) return ctx.actor.user.id
  requireAdmin(ctx)
  return userId
}
