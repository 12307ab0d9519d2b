import { type Actor, DomainError, type LimitName, limitKeyOf } from '@roster/domain'
import type { RequestContext } from './context.ts'

/**
 * Takes a unit of the limit that a call counts against: signed-in callers and API keys count for themselves,
 * everybody else for their address. Leaves in the reply what the limit is and what is left of it (draft-ietf-httpapi-ratelimit-headers).
 * @throws RATE_LIMITED, DATABASE_UNAVAILABLE
 */
export async function countCall(ctx: RequestContext, actor: Actor, limit: LimitName | undefined): Promise<void> {
  if (limit === undefined) return
  const { limits, replyHeaders } = ctx
  const { units, windowSeconds } = limits.quotas[limit]
  replyHeaders.set('RateLimit-Policy', `"${limit}";q=${units};w=${windowSeconds}`)
  try {
    const { remaining, resetSeconds } = await limits.consume(limit, keyOf(ctx, actor))
    replyHeaders.set('RateLimit', `"${limit}";r=${remaining};t=${resetSeconds}`)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'RATE_LIMITED') {
      replyHeaders.set('RateLimit', `"${limit}";r=0;t=${error.retryAfterSeconds ?? windowSeconds}`)
    }
    throw error
  }
}

function keyOf({ request }: RequestContext, actor: Actor): string {
  if (actor.type === 'user') return actor.user.id
  return actor.type === 'api_key' ? actor.id : limitKeyOf(request.ipAddress ?? 'unknown')
}
