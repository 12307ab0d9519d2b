import { randomUUIDv7 } from 'node:crypto'
import type { ErrorCode, Login, TokenPair } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { authenticateUser } from '../passwords/authenticate-user.ts'
import { transact } from '../transact.ts'
import { markSignedIn } from '../users/store.ts'
import { newSecret, sha256 } from '../vault.ts'
import { insertSession } from './store.ts'
import { tokenPair } from './token-pair.ts'

const USER_AGENT_MAX_LENGTH = 512

/**
 * Signs a user in: a new session with an access and a refresh token. A hash of another layout or a lower cost is
 * replaced on the way.
 * @throws INVALID_CREDENTIALS, ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED, RATE_LIMITED, OVERLOADED
 */
export async function login(ctx: Context, input: Login): Promise<TokenPair> {
  const pair = (await signIn(ctx, input)) ?? (await signIn(ctx, input))
  return pair ?? refuse(ctx, 'INVALID_CREDENTIALS')
}

/** Nothing when the account changed while its password was checked: another sign-in that replaced the hash, perhaps. */
async function signIn(ctx: Context, input: Login): Promise<TokenPair | undefined> {
  const authenticated = await authenticateUser(ctx, input.email, input.password)
  if (authenticated === undefined) return refuse(ctx, 'INVALID_CREDENTIALS')
  const { user, rehash } = authenticated
  if (user.status === 'disabled') return refuse(ctx, 'ACCOUNT_DISABLED', user.id)
  const isUnconfirmed = ctx.settings.requireVerifiedEmail && user.emailVerifiedAt === null
  if (isUnconfirmed) return refuse(ctx, 'EMAIL_NOT_VERIFIED', user.id)
  const betterHash = rehash ? await ctx.hasher.hash(input.password) : undefined

  const now = ctx.now()
  const refreshToken = newSecret()
  const { refreshIdleTtlSeconds, refreshAbsoluteTtlSeconds } = ctx.settings
  const session = {
    id: randomUUIDv7(),
    userId: user.id,
    createdAt: now,
    idleExpiresAt: new Date(now.getTime() + Math.min(refreshIdleTtlSeconds, refreshAbsoluteTtlSeconds) * 1000),
    expiresAt: new Date(now.getTime() + refreshAbsoluteTtlSeconds * 1000),
    ipAddress: ctx.request.ipAddress,
    userAgent: ctx.request.userAgent?.slice(0, USER_AGENT_MAX_LENGTH).toWellFormed() ?? null,
  }
  const signedIn = await transact(ctx, async (tx) => {
    const current = await markSignedIn(tx.ctx.db, user, now, betterHash)
    if (current === undefined) return undefined
    await insertSession(tx.ctx.db, session, sha256(refreshToken))
    tx.audit({ action: 'session.created', subjectId: user.id, changes: { sessionId: session.id } })
    if (betterHash) tx.audit({ action: 'user.password_rehashed', subjectId: user.id })
    return current
  })
  if (signedIn === undefined) return undefined
  ctx.report({ event: 'session.created', userId: user.id, sessionId: session.id })
  return tokenPair(ctx, signedIn, session, refreshToken)
}

function refuse(ctx: Context, reason: ErrorCode, userId?: string): never {
  ctx.report({ event: 'session.refused', reason, ...(userId !== undefined && { userId }) })
  throw new DomainError(reason)
}
