import { expect } from 'vitest'
import { createApiKey } from '../api-keys/create.ts'
import { once } from '../idempotency/once.ts'
import { TEST_PASSWORD } from '../testing.ts'
import { registerUser } from '../users/register.ts'
import { type Arena, AT_ONCE, at, type Contests, type Outcome, tally } from './contest.ts'

const answersOf = (outcomes: readonly Outcome[]) =>
  new Set(outcomes.flatMap(({ code, value }) => (code === 'done' ? [JSON.stringify(value)] : [])))

/** Contests about requests that are sent several times. */
export function idempotencyContests({ world, servers }: Arena): Contests {
  const visitor = (index: number) => at(servers, index, world.context())

  return {
    'registering with one idempotency key: one account, one answer': async () => {
      const input = { email: 'once@race.test', password: TEST_PASSWORD }
      const request = { operation: 'users.register', key: 'race', input }
      const attempt = (index: number) => once(visitor(index), request, (ctx) => registerUser(ctx, input))
      return {
        attempt,
        async check(outcomes) {
          const { done = 0, CONFLICT = 0 } = tally(outcomes)
          expect(done + CONFLICT).toBe(AT_ONCE)
          expect(answersOf(outcomes).size).toBe(1)
          expect(answersOf(outcomes)).toContain(JSON.stringify(await attempt(1)))
          expect(await world.db.client.user.count({ where: { email: input.email } })).toBe(1)
          expect(await world.mailsTo(input.email)).toHaveLength(1)
        },
      }
    },

    'registering others with one idempotency key: one is registered': async () => {
      const inputOf = (index: number) => ({ email: `other-${index}@race.test`, password: TEST_PASSWORD })
      return {
        told: { done: 1, VALIDATION_FAILED: AT_ONCE - 1 },
        attempt: (index) => {
          const request = { operation: 'users.register', key: 'others', input: inputOf(index) }
          return once(visitor(index), request, (ctx) => registerUser(ctx, inputOf(index)))
        },
        async check() {
          const where = { email: { startsWith: 'other-', endsWith: '@race.test' } }
          expect(await world.db.client.user.count({ where })).toBe(1)
        },
      }
    },

    'making an API key with one idempotency key: one key, one secret': async () => {
      const admin = await world.as(await world.user({ role: 'admin' }))
      const expiresAt = new Date(world.services.now().getTime() + 3600_000).toISOString()
      const input = { name: 'Once', scopes: ['users:read'], ipRanges: [], expiresAt }
      const request = { operation: 'apiKeys.create', key: 'race', input }
      return {
        attempt: (index) => once(at(servers, index, admin), request, (ctx) => createApiKey(ctx, input)),
        async check(outcomes) {
          expect(answersOf(outcomes).size).toBe(1)
          expect(await world.db.client.apiKey.count({ where: { createdById: admin.actor.user.id } })).toBe(1)
        },
      }
    },
  }
}
