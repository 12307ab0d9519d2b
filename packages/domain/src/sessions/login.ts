import { randomUUIDv7 } from 'node:crypto'
import type { Login, TokenPair } from '@roster/contract'
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
  const authenticated = await authenticateUser(ctx, input.email, input.password)
  if (authenticated === undefined) {
    ctx.report({ event: 'session.refused', reason: 'INVALID_CREDENTIALS' })
    throw new DomainError('INVALID_CREDENTIALS')
  }
  const { user, rehash } = authenticated
  if (user.status === 'disabled') throw new DomainError('ACCOUNT_DISABLED')
  if (ctx.settings.requireVerifiedEmail && user.emailVerifiedAt === null) throw new DomainError('EMAIL_NOT_VERIFIED')
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
    if (current === undefined) throw new DomainError('INVALID_CREDENTIALS')
    await insertSession(tx.ctx.db, session, sha256(refreshToken))
    tx.audit({ action: 'session.created', subjectId: user.id, changes: { sessionId: session.id } })
    if (betterHash) tx.audit({ action: 'user.password_rehashed', subjectId: user.id })
    return current
  })
  ctx.report({ event: 'session.created', userId: user.id, sessionId: session.id })
  return tokenPair(ctx, signedIn, session, refreshToken)
}
