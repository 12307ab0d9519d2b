import type { Context, UserContext } from '../context.ts'
import { isLiving } from './store.ts'

/**
 * The authenticated user of a request, from its access token, or nothing. The token alone is no answer: the session
 * must be living and the user active at this moment.
 */
export async function getCurrentUser(ctx: Context, accessToken: string): Promise<UserContext['actor'] | undefined> {
  const claims = await ctx.accessTokens.verify(accessToken)
  if (claims === undefined) return undefined
  const session = await ctx.lookups.sessionOf(claims.sessionId, claims.userId)
  if (session === undefined || !isLiving(session, ctx.now())) return undefined
  const { user } = session
  if (user.status !== 'active' || user.deletedAt !== null) return undefined
  return { type: 'user', user, sessionId: claims.sessionId }
}
