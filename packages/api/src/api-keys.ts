import { ApiKeyCreate, ApiKeyCreated, ApiKeyListQuery, ApiKeyPage, ApiKeyRef } from '@roster/contract'
import { createApiKey, listApiKeys, once, revokeApiKey } from '@roster/domain'
import { z } from 'zod'
import { IDEMPOTENT } from './idempotent.ts'
import type { Scopes } from './scopes.ts'
import { adminProcedure, router } from './trpc.ts'

const MAX_SCOPES = 100

/** The operations on API keys, which can be made for these scopes. */
export function apiKeysRouterFor(scopes: Scopes) {
  return router({
    create: adminProcedure
      .meta({
        limit: 'writes',
        apiKeys: 'never',
        rest: {
          method: 'POST',
          path: '/api-keys',
          tag: 'API keys',
          summary: 'Make an API key',
          description:
            'For programs. The key may do what an administrator may, within its scopes: procedures such as `users.list`, or groups such as `users:read`. The answer holds the secret, this once. A key ends when it expires or is revoked, and when whoever made it is no administrator any longer.',
          status: 201,
          headers: IDEMPOTENT,
          errors: ['CONFLICT'],
        },
      })
      .input(
        ApiKeyCreate.extend({ scopes: z.array(z.enum(scopes)).min(1).max(MAX_SCOPES) }).meta({ id: 'ApiKeyCreate' }),
      )
      .output(ApiKeyCreated)
      .mutation(({ ctx, input: { idempotencyKey: key, ...input } }) =>
        once(ctx, { operation: 'apiKeys.create', key, input }, (ctx) => createApiKey(ctx, input)),
      ),

    list: adminProcedure
      .meta({
        limit: 'reads',
        apiKeys: 'never',
        rest: {
          method: 'GET',
          path: '/api-keys',
          tag: 'API keys',
          summary: 'List API keys',
          description: 'Newest first, the ended ones included. No secret is in it.',
          paged: true,
        },
      })
      .input(ApiKeyListQuery.prefault({}))
      .output(ApiKeyPage)
      .query(({ ctx, input }) => listApiKeys(ctx, input)),

    revoke: adminProcedure
      .meta({
        limit: 'writes',
        apiKeys: 'never',
        rest: {
          method: 'DELETE',
          path: '/api-keys/{api_key_id}',
          tag: 'API keys',
          summary: 'Revoke an API key',
          description: 'For good; the next request with it is refused.',
          status: 204,
          errors: ['NOT_FOUND'],
        },
      })
      .input(ApiKeyRef)
      .mutation(({ ctx, input }) => revokeApiKey(ctx, input)),
  })
}
