import type { TokenPair } from '@roster/contract'
import type { Context } from '../context.ts'
import { toUserRead, type UserInDB } from '../users/user.ts'

/** What a session gives its owner (RFC 6749 §5.1). */
export async function tokenPair(
  ctx: Context,
  user: UserInDB,
  session: { readonly id: string; readonly idleExpiresAt: Date },
  refreshToken: string,
): Promise<TokenPair> {
  return {
    accessToken: await ctx.accessTokens.sign({ userId: user.id, sessionId: session.id }),
    tokenType: 'Bearer',
    expiresIn: ctx.settings.accessTokenTtlSeconds,
    refreshToken,
    refreshExpiresIn: Math.max(0, Math.floor((session.idleExpiresAt.getTime() - ctx.now().getTime()) / 1000)),
    user: toUserRead(user),
  }
}
