import { randomUUIDv7 } from 'node:crypto'
import type { ApiKeyCreate, ApiKeyCreated } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError, invalidField } from '../errors.ts'
import { requireAdminUser } from '../policy.ts'
import { transact } from '../transact.ts'
import { isActiveAdmin } from '../users/last-admin.ts'
import { lockUser } from '../users/store.ts'
import { sha256 } from '../vault.ts'
import { newApiKeySecret, prefixOf } from './secret.ts'
import { insertApiKey, toApiKeyRead } from './store.ts'

const LONGEST_LIFE_MS = 365 * 24 * 3600 * 1000
/** A caller's clock may be ahead of ours. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000

/**
 * Makes an API key, for administrators in person: a key cannot make keys. The secret is in the answer and nowhere else.
 * @throws FORBIDDEN; VALIDATION_FAILED at `expiresAt` when that is past or more than 365 days off
 */
export async function createApiKey(ctx: Context, input: ApiKeyCreate): Promise<ApiKeyCreated> {
  requireAdminUser(ctx)
  const now = ctx.now()
  const expiresAt = checkedExpiry(input.expiresAt, now)
  const creatorId = ctx.actor.user.id
  const id = randomUUIDv7()
  const secret = newApiKeySecret()
  const scopes = [...new Set(input.scopes)]
  const key = await transact(ctx, async (tx) => {
    // Whoever is losing the role at this moment must not be left with a key.
    const creator = await lockUser(tx.ctx.db, creatorId)
    if (creator === null || !isActiveAdmin(creator)) throw new DomainError('FORBIDDEN')
    tx.audit({
      action: 'api_key.created',
      subjectId: creatorId,
      changes: { apiKeyId: id, scopes, expiresAt: expiresAt.toISOString() },
    })
    const row = await insertApiKey(tx.ctx.db, {
      id,
      name: input.name,
      prefix: prefixOf(secret),
      hash: sha256(secret),
      scopes,
      ipRanges: [...new Set(input.ipRanges)],
      createdById: creatorId,
      createdAt: now,
      expiresAt,
    })
    return tx.answer({ ...toApiKeyRead(row), secret })
  })
  ctx.report({ event: 'api_key.created', userId: creatorId, apiKeyId: id })
  return key
}

function checkedExpiry(text: string, now: Date): Date {
  const expiresAt = new Date(text)
  const lifeMs = expiresAt.getTime() - now.getTime()
  if (lifeMs <= 0) throw invalidField('expiresAt', 'too_small', 'Must be in the future')
  if (lifeMs > LONGEST_LIFE_MS + CLOCK_TOLERANCE_MS) {
    throw invalidField('expiresAt', 'too_big', 'Must be at most 365 days from now')
  }
  return expiresAt
}
