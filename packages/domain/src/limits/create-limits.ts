import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { Services } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { LimitName, Limits, Quota } from './limits.ts'
import { limitRules } from './rules.ts'
import { clearFailures, reservePasswordCheck } from './sign-in-throttle.ts'

/** Where the shared counters are kept: a `pg.Pool` whose database has the table `rate_limits`, or an ioredis client. */
export type LimitStore =
  | { readonly type: 'postgres'; readonly pool: object }
  | { readonly type: 'redis'; readonly client: object }

export interface LimitsOptions {
  readonly store: LimitStore
  /** Multiplies all limits (RATE_LIMIT_SCALE). */
  readonly scale: number
  /** Hears when a call is refused because its limit cannot be counted. */
  readonly report: Services['report']
}

/** The limits of one server. */
export function createLimits({ store, scale, report }: LimitsOptions): Limits {
  const quotas = scaledQuotas(scale)
  const limiters = new Map<LimitName, RateLimiterAbstract>()
  for (const name of Object.keys(quotas) as LimitName[]) limiters.set(name, createLimiter(store, name, quotas[name]))

  return {
    quotas,
    async consume(name, key) {
      try {
        const usage = await limiters.get(name)?.consume(key)
        return { remaining: usage?.remainingPoints ?? 0, resetSeconds: secondsIn(usage?.msBeforeNext ?? 0) }
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) {
          throw new DomainError('RATE_LIMITED', { retryAfterSeconds: secondsIn(refusal.msBeforeNext) })
        }
        const reason = refusal instanceof Error ? refusal.name : 'unknown'
        report({ event: 'limits.unavailable', limit: name, choice: 'refused', store: store.type, reason })
        throw new DomainError('DATABASE_UNAVAILABLE', { cause: refusal })
      }
    },
    beforePassword: (ctx, email) => reservePasswordCheck(ctx, email, scale),
    afterSuccess: clearFailures,
  }
}

function scaledQuotas(scale: number): Readonly<Record<LimitName, Quota>> {
  const entries = Object.entries(limitRules).map(([name, { points, seconds }]): [string, Quota] => [
    name,
    { units: Math.ceil(points * scale), windowSeconds: seconds },
  ])
  return Object.fromEntries(entries) as Record<LimitName, Quota>
}

function createLimiter(store: LimitStore, name: LimitName, { units, windowSeconds }: Quota): RateLimiterAbstract {
  const limit = { keyPrefix: name, points: units, duration: windowSeconds }
  if (limitRules[name].store === 'local') return new RateLimiterMemory(limit)
  // Once a key is refused it is refused from memory, so that a flood costs the store nothing.
  const shared = { ...limit, inMemoryBlockOnConsumed: units + 1 }
  return store.type === 'redis'
    ? new RateLimiterRedis({ ...shared, storeClient: store.client, rejectIfRedisNotReady: true })
    : new RateLimiterPostgres({
        ...shared,
        storeClient: store.pool,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        clearExpiredByTimeout: false,
      })
}

const secondsIn = (ms: number) => Math.max(1, Math.ceil(ms / 1000))
