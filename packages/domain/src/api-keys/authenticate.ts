import type { Context, KeyActor } from '../context.ts'
import { sha256 } from '../vault.ts'
import { isWithin } from './ip-ranges.ts'
import { isApiKeySecret } from './secret.ts'
import type { UsableKey } from './store.ts'

/**
 * The API key of a request, or nothing. It must be living, used from where it may be, and made by somebody who is an
 * active administrator at this moment. Every refusal looks the same to the caller; the security log has the reason.
 */
export async function authenticateApiKey(ctx: Context, secret: string): Promise<KeyActor | undefined> {
  if (!isApiKeySecret(secret)) return refuse(ctx, 'mistyped')
  const key = await ctx.lookups.apiKey(sha256(secret))
  if (key === undefined) return refuse(ctx, 'unknown')
  const reason = reasonAgainst(ctx, key)
  if (reason !== undefined) return refuse(ctx, reason, key.id)
  ctx.keyUse.note(key)
  return { type: 'api_key', id: key.id, scopes: key.scopes, createdById: key.createdById }
}

function reasonAgainst({ request, now }: Context, key: UsableKey): string | undefined {
  if (key.revokedAt !== null) return 'revoked'
  if (key.expiresAt <= now()) return 'expired'
  if (!key.isBacked) return 'creator'
  if (!isWithin(key.ipRanges, request.ipAddress)) return 'address'
  return undefined
}

function refuse(ctx: Context, reason: string, apiKeyId?: string): undefined {
  ctx.report({ event: 'api_key.refused', reason, ...(apiKeyId !== undefined && { apiKeyId }) })
}
