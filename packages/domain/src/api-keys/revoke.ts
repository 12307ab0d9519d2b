import type { ApiKeyRef } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireAdminUser } from '../policy.ts'
import { type Transaction, transact } from '../transact.ts'
import { revokeApiKeys } from './store.ts'

/**
 * Ends an API key, whoever made it; the next request with it is refused.
 * @throws FORBIDDEN; NOT_FOUND when there is no such key, or it was ended before
 */
export async function revokeApiKey(ctx: Context, input: ApiKeyRef): Promise<void> {
  requireAdminUser(ctx)
  const { apiKeyId } = input
  await transact(ctx, async (tx) => {
    const [ended] = await revokeApiKeys(tx.ctx.db, { id: apiKeyId }, ctx.now())
    if (ended === undefined) throw new DomainError('NOT_FOUND')
    tx.audit({ action: 'api_key.revoked', subjectId: ended.createdById, changes: { apiKeyId } })
  })
  ctx.report({ event: 'api_key.revoked', apiKeyId })
}

/**
 * Ends every key that a user has made, for good: with the right to administer, and when an account goes back to its
 * owner. Call it under the user's lock.
 */
export async function revokeKeysOf(tx: Transaction, userId: string, now: Date): Promise<void> {
  const ended = await revokeApiKeys(tx.ctx.db, { createdById: userId, expiresAt: { gt: now } }, now)
  for (const { id } of ended) {
    tx.audit({ action: 'api_key.revoked', subjectId: userId, changes: { apiKeyId: id } })
  }
}
