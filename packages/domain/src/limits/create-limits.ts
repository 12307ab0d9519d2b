import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import { DomainError } from '../errors.ts'
import type { LimitName, Limits } from './limits.ts'
import { limitRules } from './rules.ts'
import { clearFailures, reservePasswordCheck } from './sign-in-throttle.ts'

/** Where the shared counters are kept: a `pg.Pool` whose database has the table `rate_limits`, or an ioredis client. */
export type LimitStore =
  | { readonly type: 'postgres'; readonly pool: object }
  | { readonly type: 'redis'; readonly client: object }

/** The limits of one server. `scale` multiplies all of them (RATE_LIMIT_SCALE). */
export function createLimits(options: { store: LimitStore; scale: number }): Limits {
  const limiters = new Map<LimitName, RateLimiterAbstract>()
  for (const [name, rule] of Object.entries(limitRules)) {
    const limit = { keyPrefix: name, points: Math.ceil(rule.points * options.scale), duration: rule.seconds }
    limiters.set(
      name as LimitName,
      rule.store === 'local' ? new RateLimiterMemory(limit) : sharedLimiter(options.store, limit),
    )
  }
  return {
    async consume(name, key) {
      try {
        await limiters.get(name)?.consume(key)
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) {
          throw new DomainError('RATE_LIMITED', {
            retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
          })
        }
        throw new DomainError('DATABASE_UNAVAILABLE', { cause: refusal })
      }
    },
    beforePassword: (ctx, email) => reservePasswordCheck(ctx, email, options.scale),
    afterSuccess: clearFailures,
  }
}

type Limit = { keyPrefix: string; points: number; duration: number }

function sharedLimiter(store: LimitStore, limit: Limit): RateLimiterAbstract {
  // Once a key is refused it is refused from memory, so that a flood costs the store nothing.
  const shielded = { ...limit, inMemoryBlockOnConsumed: limit.points + 1 }
  return store.type === 'redis'
    ? new RateLimiterRedis({ ...shielded, storeClient: store.client, rejectIfRedisNotReady: true })
    : new RateLimiterPostgres({
        ...shielded,
        storeClient: store.pool,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        clearExpiredByTimeout: false,
      })
}
