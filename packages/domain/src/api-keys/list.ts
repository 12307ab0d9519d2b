import type { ApiKeyListQuery, ApiKeyPage } from '@roster/contract'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../cursor.ts'
import { requireAdminUser } from '../policy.ts'
import { selectApiKeys, toApiKeyRead } from './store.ts'

const SCOPE = ['api-keys']

/**
 * A page of API keys, newest first, the ended ones included, without their secrets.
 * @throws FORBIDDEN; VALIDATION_FAILED at `cursor` for a cursor of another list
 */
export async function listApiKeys(ctx: Context, { limit, cursor }: ApiKeyListQuery): Promise<ApiKeyPage> {
  requireAdminUser(ctx)
  const position = cursor === undefined ? undefined : openCursor(ctx.vault, SCOPE, cursor)
  const rows = await selectApiKeys(ctx.db, limit + 1, position?.[0] ?? undefined)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(toApiKeyRead),
    nextCursor: rows.length > limit && last ? sealCursor(ctx.vault, SCOPE, [last.id]) : null,
  }
}
