/** How many calls in how long. All are multiplied by RATE_LIMIT_SCALE. */
interface Rule {
  readonly points: number
  readonly seconds: number
  /**
   * `shared`: counted for all servers together, and refused when it cannot be counted. `local`: counted by each server
   * in its own memory, so that reads and changes go on whatever becomes of the store.
   */
  readonly store: 'shared' | 'local'
}

/**
 * Per client address, or per user where somebody is signed in; `mail` per mailed address and per account.
 * Wrong passwords are counted besides, per account: see `sign-in-throttle.ts`.
 */
export const limitRules = {
  register: { points: 100, seconds: 3600, store: 'shared' },
  login: { points: 100, seconds: 60, store: 'shared' },
  refresh: { points: 300, seconds: 60, store: 'shared' },
  'reset-password': { points: 30, seconds: 3600, store: 'shared' },
  mail: { points: 5, seconds: 3600, store: 'shared' },
  confirm: { points: 100, seconds: 3600, store: 'shared' },
  writes: { points: 300, seconds: 60, store: 'local' },
  reads: { points: 1200, seconds: 60, store: 'local' },
} as const satisfies Record<string, Rule>

export type LimitName = keyof typeof limitRules

/** Wrong passwords in a row for one account that cost nothing but the time of the hash. */
export const FREE_FAILURES = 10
/** Wrong passwords in a row after which no more are looked at (NIST SP 800-63B-4 §3.2.2): a reset helps, or time. */
export const MAX_FAILURES = 100
/** How many of these are kept for addresses that the owner has signed in from, whatever strangers do elsewhere. */
export const OWNERS_FAILURES = 20
/** The longest wait between two looks. */
export const MAX_DELAY_SECONDS = 3600
/** A count nobody added to for this long starts again. */
export const FORGET_FAILURES_SECONDS = 30 * 24 * 3600
