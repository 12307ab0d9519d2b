import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { sha256 } from '../vault.ts'
import { FORGET_FAILURES_SECONDS, FREE_FAILURES, MAX_FAILURES } from './rules.ts'
import { deleteThrottles, findThrottle, hasSignedInFrom, reserveFailure } from './throttle-store.ts'

/**
 * Counts a look at a password as a failure until it proves right, in one guarded statement, so that parallel guesses
 * count too. After some free failures each costs twice the wait of the one before, up to an hour; after 100 in a row
 * none is looked at until a reset or a month has passed. An address that the owner has signed in from keeps a count of
 * its own, so that a stranger elsewhere cannot lock the owner out.
 * @throws RATE_LIMITED
 */
export async function reservePasswordCheck(ctx: Context, email: string, scale: number): Promise<void> {
  const now = ctx.now()
  const rule = { free: Math.ceil(FREE_FAILURES * scale), max: Math.ceil(MAX_FAILURES * scale) }
  if (await reserveFailure(ctx.db, accountKey(email), now, rule)) return

  const { ipAddress } = ctx.request
  const known = ipAddress !== null && (await hasSignedInFrom(ctx.db, email, ipAddress))
  const key = known ? accountAddressKey(email, ipAddress) : accountKey(email)
  if (known && (await reserveFailure(ctx.db, key, now, rule))) return

  const throttle = await findThrottle(ctx.db, key)
  const until =
    throttle === null || throttle.failures < rule.max ? throttle?.blockedUntil : forgottenAt(throttle.lastFailedAt)
  const retryAfterSeconds = Math.max(1, Math.ceil(((until ?? now).getTime() - now.getTime()) / 1000))
  ctx.report({ event: 'session.limited', retryAfterSeconds })
  throw new DomainError('RATE_LIMITED', { retryAfterSeconds })
}

/** Forgets the failures of an account, and those from this address. */
export async function clearFailures(ctx: Context, email: string): Promise<void> {
  const { ipAddress } = ctx.request
  await deleteThrottles(ctx.db, [
    accountKey(email),
    ...(ipAddress === null ? [] : [accountAddressKey(email, ipAddress)]),
  ])
}

const accountKey = (email: string) => sha256(`account\n${email}`)
const accountAddressKey = (email: string, ipAddress: string) => sha256(`address\n${email}\n${ipAddress}`)
const forgottenAt = (lastFailedAt: Date) => new Date(lastFailedAt.getTime() + FORGET_FAILURES_SECONDS * 1000)
