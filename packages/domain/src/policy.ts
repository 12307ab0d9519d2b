import type { Context, UserContext } from './context.ts'
import { DomainError } from './errors.ts'

/** Somebody in person, with an account of their own. @throws UNAUTHENTICATED; FORBIDDEN for an API key */
export function requireUser(ctx: Context): asserts ctx is UserContext {
  refuseApiKeys(ctx, 'An API key has no account of its own. Name a user by their id.')
  if (ctx.actor.type !== 'user') throw new DomainError('UNAUTHENTICATED')
}

/**
 * An administrator, or an API key: whether its scopes name the procedure is asked before the domain is.
 * @throws UNAUTHENTICATED, FORBIDDEN
 */
export function requireAdmin(ctx: Context): void {
  if (ctx.actor.type === 'system' || ctx.actor.type === 'api_key') return
  requireAdminUser(ctx)
}

/** An administrator in person. @throws UNAUTHENTICATED, FORBIDDEN */
export function requireAdminUser(ctx: Context): asserts ctx is UserContext {
  requireUser(ctx)
  if (ctx.actor.user.role !== 'admin') throw new DomainError('FORBIDDEN')
}

export const NO_ADMINS = 'API keys make nobody an administrator, nor bring one back: it takes one who is signed in.'
export const NO_HASHES = 'API keys do not export password hashes: it takes an administrator who is signed in.'
export const NO_ADDRESSES = 'API keys do not change the address of an administrator: it takes one who is signed in.'

/**
 * What a key could make more of itself with: keys, administrators new and old, and an administrator's mailbox.
 * @throws FORBIDDEN
 */
export function refuseApiKeys(ctx: Context, detail: string): void {
  if (ctx.actor.type === 'api_key') throw new DomainError('FORBIDDEN', { detail })
}

/** Whether the acting user is the one named. */
export function isSelf(ctx: Context, userId: string): boolean {
  return ctx.actor.type === 'user' && ctx.actor.user.id === userId
}

/**
 * The id that `me` or a UUID means, for a caller who is that user or an administrator. Anybody else learns nothing,
 * whether or not there is such a user. `me` is nobody for an API key: it is not the one who made it.
 * @throws UNAUTHENTICATED, FORBIDDEN
 */
export function resolveUserId(ctx: Context, userId: string): string {
  if (ctx.actor.type === 'system') return userId
  if (ctx.actor.type === 'api_key' && userId !== 'me') return userId
  requireUser(ctx)
  if (userId === 'me' || userId === ctx.actor.user.id) return ctx.actor.user.id
  requireAdmin(ctx)
  return userId
}
