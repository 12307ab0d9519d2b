import type { Context } from '../context.ts'
import type { LimitName } from './rules.ts'

export type { LimitName } from './rules.ts'

/** So many units in so many seconds. */
export interface Quota {
  readonly units: number
  readonly windowSeconds: number
}

/** What is left of a limit after a unit was taken. */
export interface Allowance {
  readonly remaining: number
  /** Until all units are there again. */
  readonly resetSeconds: number
}

export interface Limits {
  /** What each limit allows on this server, RATE_LIMIT_SCALE included. */
  readonly quotas: Readonly<Record<LimitName, Quota>>
  /**
   * Takes one unit of a limit, in one atomic step. Never call it inside `transact`: the shared counters have their own
   * connection. Throws RATE_LIMITED with the seconds to wait when none is left; DATABASE_UNAVAILABLE when a shared
   * limit cannot be counted.
   */
  consume(name: LimitName, key: string): Promise<Allowance>
  /**
   * Reserves one look at a password of an account, before the hash, so that parallel guesses count too.
   * Throws RATE_LIMITED.
   */
  beforePassword(ctx: Context, email: string): Promise<void>
  /** A right password, or a reset: the count of failures starts again. */
  afterSuccess(ctx: Context, email: string): Promise<void>
}
