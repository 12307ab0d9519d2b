import type { Context, UserContext } from '../context.ts'
import { findSessionAndUser, isLiving } from './store.ts'

/**
 * The authenticated user of a request, from its access token, or nothing. The token alone is no answer: the session
 * must be living and the user active at this moment.
 */
export async function getCurrentUser(ctx: Context, accessToken: string): Promise<UserContext['actor'] | undefined> {
  const claims = await ctx.accessTokens.verify(accessToken)
  if (claims === undefined) return undefined
  const found = await findSessionAndUser(ctx.db, claims.sessionId, claims.userId)
  if (found === undefined || !isLiving(found.session, ctx.now())) return undefined
  const { user, session } = found
  return user.status === 'active' && user.deletedAt === null ? { type: 'user', user, sessionId: session.id } : undefined
}
