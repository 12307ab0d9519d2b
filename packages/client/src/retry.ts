import type { RosterError } from './errors.ts'

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 4000

/**
 * How long to wait before a failed try is repeated, or nothing when that is of no use or past the deadline. What the
 * server asks for (`Retry-After`) is kept; otherwise waits double, with a random part so that many clients do not come
 * back at once.
 */
export function retryDelayMs(error: RosterError, tries: number, deadlineMs: number): number | undefined {
  const asked = error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1000
  if (asked === undefined && error.code !== 'NETWORK' && error.code !== 'TIMEOUT') return undefined
  const backoff = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1))
  const delay = (asked ?? backoff / 2) + (Math.random() * backoff) / 2
  return Date.now() + delay < deadlineMs ? delay : undefined
}
