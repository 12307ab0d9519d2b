import { isIP } from 'node:net'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { sha256 } from '../vault.ts'
import { limitKeyOf } from './client-address.ts'
import { FORGET_FAILURES_SECONDS, FREE_FAILURES, MAX_FAILURES, OWNERS_FAILURES } from './rules.ts'
import { deleteThrottles, findThrottle, hasSignedInFrom, reserveFailure } from './throttle-store.ts'

/**
 * Counts a look at a password as a failure until it proves right, in one guarded statement, so that parallel guesses
 * count too. After some free failures each costs twice the wait of the one before, up to an hour; after the last,
 * none is looked at until a reset or a month has passed. Addresses that the owner has signed in from have a count of
 * their own, so that a stranger elsewhere cannot lock the owner out; both counts together end at 100.
 * @throws RATE_LIMITED
 */
export async function reservePasswordCheck(ctx: Context, email: string, scale: number): Promise<void> {
  const now = ctx.now()
  const known = await comesFromKnownAddress(ctx, email)
  const key = known ? ownersKey(email) : strangersKey(email)
  const max = Math.ceil((known ? OWNERS_FAILURES : MAX_FAILURES - OWNERS_FAILURES) * scale)
  if (await reserveFailure(ctx, key, now, { free: Math.ceil(FREE_FAILURES * scale), max })) return

  const throttle = await findThrottle(ctx.db, key)
  const until =
    throttle === null || throttle.failures < max ? throttle?.blockedUntil : forgottenAt(throttle.lastFailedAt)
  const retryAfterSeconds = Math.max(1, Math.ceil(((until ?? now).getTime() - now.getTime()) / 1000))
  ctx.report({ event: 'session.limited', known, retryAfterSeconds })
  throw new DomainError('RATE_LIMITED', { retryAfterSeconds })
}

/** Forgets the failures of an account. */
export async function clearFailures(ctx: Context, email: string): Promise<void> {
  await deleteThrottles(ctx.db, [strangersKey(email), ownersKey(email)])
}

async function comesFromKnownAddress(ctx: Context, email: string): Promise<boolean> {
  const { ipAddress } = ctx.request
  return ipAddress !== null && isIP(ipAddress) !== 0 && hasSignedInFrom(ctx, email, limitKeyOf(ipAddress))
}

const strangersKey = (email: string) => sha256(`strangers\n${email}`)
const ownersKey = (email: string) => sha256(`owners\n${email}`)
const forgottenAt = (lastFailedAt: Date) => new Date(lastFailedAt.getTime() + FORGET_FAILURES_SECONDS * 1000)
