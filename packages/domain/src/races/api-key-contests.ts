import { expect } from 'vitest'
import { authenticateApiKey } from '../api-keys/authenticate.ts'
import { createApiKey } from '../api-keys/create.ts'
import { revokeApiKey } from '../api-keys/revoke.ts'
import { systemContext } from '../testing.ts'
import { updateUser } from '../users/update.ts'
import { type Arena, AT_ONCE, at, type Contests, countActions } from './contest.ts'

/** Contests about API keys. */
export function apiKeyContests({ world, servers }: Arena): Contests {
  const newAdmin = async () => world.as(await world.user({ role: 'admin' }))
  const expiresAt = () => new Date(world.services.now().getTime() + 3600_000).toISOString()
  const input = () => ({ name: 'Race', scopes: ['users:read'], ipRanges: [], expiresAt: expiresAt() })
  const living = (createdById: string) => world.db.client.apiKey.count({ where: { createdById, revokedAt: null } })

  return {
    'revoking one API key': async () => {
      const ctx = await newAdmin()
      const { id, secret } = await createApiKey(ctx, input())
      return {
        told: { done: 1, NOT_FOUND: AT_ONCE - 1 },
        attempt: (index) => revokeApiKey(at(servers, index, ctx), { apiKeyId: id }),
        async check() {
          expect(await countActions(world, ctx.actor.user, 'api_key.revoked')).toBe(1)
          expect(await authenticateApiKey(world.context(), secret)).toBeUndefined()
        },
      }
    },

    'using an API key that is being revoked: nobody is let in once that has been answered': async () => {
      const ctx = await newAdmin()
      const { id, secret } = await createApiKey(ctx, input())
      let isRevoked = false
      let lateUses = 0
      return {
        told: { done: AT_ONCE },
        async attempt(index) {
          if (index === AT_ONCE / 2) {
            await revokeApiKey(at(servers, index, ctx), { apiKeyId: id })
            isRevoked = true
            return
          }
          const isLate = isRevoked
          const actor = await authenticateApiKey(at(servers, index, world.context()), secret)
          if (isLate && actor !== undefined) lateUses += 1
        },
        async check() {
          expect(lateUses).toBe(0)
          expect(await authenticateApiKey(world.context(), secret)).toBeUndefined()
        },
      }
    },

    'making API keys while the role is taken away: none is left': async () => {
      await newAdmin()
      const ctx = await newAdmin()
      const { id: userId } = ctx.actor.user
      return {
        attempt: (index) =>
          index === 0
            ? updateUser(at(servers, index, systemContext(world.services)), { userId, role: 'user' })
            : createApiKey(at(servers, index, ctx), input()),
        async check(outcomes) {
          expect(await living(userId)).toBe(0)
          const made = outcomes.slice(1).filter(({ code }) => code === 'done').length
          expect(await countActions(world, ctx.actor.user, 'api_key.created')).toBe(made)
          expect(await countActions(world, ctx.actor.user, 'api_key.revoked')).toBe(made)
        },
      }
    },
  }
}
