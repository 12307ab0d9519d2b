import type { TokenPair } from '@roster/contract'
import { expect } from 'vitest'
import { FREE_FAILURES, limitRules } from '../limits/rules.ts'
import { confirmPasswordReset } from '../passwords/confirm-reset.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { login } from '../sessions/login.ts'
import { refresh } from '../sessions/refresh.ts'
import { revokeAllSessions, revokeSession } from '../sessions/revoke.ts'
import { TEST_PASSWORD, tokenIn } from '../testing.ts'
import { updateUser } from '../users/update.ts'
import { sha256 } from '../vault.ts'
import { type Arena, AT_ONCE, at, type Contests, countActions, countLivingSessions } from './contest.ts'

const password = TEST_PASSWORD

/** Contests about sessions, and about the limits of what leads to one. */
export function sessionContests({ world, servers, strictServers }: Arena): Contests {
  const visitor = (index: number) => at(servers, index, world.context())

  return {
    'refreshing one token: all get the one successor': async () => {
      const user = await world.user()
      const { refreshToken } = await login(world.context(), { email: user.email, password })
      const ofUser = { session: { userId: user.id } }
      return {
        told: { done: AT_ONCE },
        attempt: async (index) => (await refresh(visitor(index), { refreshToken })).refreshToken,
        async check(outcomes) {
          expect(new Set(outcomes.map((outcome) => outcome.value)).size).toBe(1)
          expect(await world.db.client.refreshToken.count({ where: ofUser })).toBe(2)
          expect(await world.db.client.refreshToken.count({ where: { ...ofUser, usedAt: null } })).toBe(1)
          expect(await countLivingSessions(world, user)).toBe(1)
        },
      }
    },

    'using one spent token after the grace time: the family ends, once': async () => {
      const user = await world.user()
      const first = await login(world.context(), { email: user.email, password })
      const second = await refresh(world.context(), first)
      world.advance(11)
      return {
        told: { REFRESH_TOKEN_INVALID: AT_ONCE },
        attempt: (index) => refresh(visitor(index), first),
        async check() {
          expect(await countLivingSessions(world, user)).toBe(0)
          expect(await countActions(world, user, 'session.refresh_reused')).toBe(1)
          await expect(refresh(world.context(), second)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_INVALID' })
        },
      }
    },

    'repeating one refresh with its key long after: all get the one successor': async () => {
      const user = await world.user()
      const { refreshToken } = await login(world.context(), { email: user.email, password })
      const input = { refreshToken, retryKey: 'k'.repeat(22) }
      const lost = await refresh(world.context(), input)
      world.advance(3600)
      return {
        told: { done: AT_ONCE },
        attempt: async (index) => (await refresh(visitor(index), input)).refreshToken,
        async check(outcomes) {
          expect(new Set(outcomes.map((outcome) => outcome.value))).toEqual(new Set([lost.refreshToken]))
          expect(await world.db.client.refreshToken.count({ where: { session: { userId: user.id } } })).toBe(2)
          expect(await countLivingSessions(world, user)).toBe(1)
        },
      }
    },

    'trading and repeating at once, each with a key of their own: one key alone works later': async () => {
      const user = await world.user()
      const { refreshToken } = await login(world.context(), { email: user.email, password })
      const inputs = Array.from({ length: AT_ONCE }, (_, index) => ({
        refreshToken,
        retryKey: String(index).padStart(22, 'k'),
      }))
      return {
        told: { done: AT_ONCE },
        attempt: (index) => refresh(visitor(index), inputs[index] ?? { refreshToken }),
        async check() {
          const [row] = await world.db.client.refreshToken.findMany({
            where: { session: { userId: user.id }, usedAt: { not: null } },
          })
          const kept = inputs.filter(({ retryKey }) =>
            Buffer.from(sha256(retryKey)).equals(row?.retryKeyHash ?? Buffer.of()),
          )
          expect(kept).toHaveLength(1)
          world.advance(11)
          for (const input of kept) await refresh(world.context(), input)
          expect(await countLivingSessions(world, user)).toBe(1)
        },
      }
    },

    'repeating a refresh with its key while the successor is used: one is refused, or all get one answer': async () => {
      const user = await world.user()
      const first = await login(world.context(), { email: user.email, password })
      const input = { refreshToken: first.refreshToken, retryKey: 'k'.repeat(22) }
      const second = await refresh(world.context(), input)
      world.advance(3600)
      return {
        attempt: (index) => refresh(visitor(index), index === 4 ? second : input),
        async check(outcomes) {
          const gotAgain = outcomes.filter(({ code }, index) => index !== 4 && code === 'done')
          const values = gotAgain.map(({ value }) => (value as TokenPair).refreshToken)
          expect(new Set(values).size).toBeLessThanOrEqual(1)
          // Whoever came after the successor was used is taken for a thief.
          const isOver = outcomes.some(({ code }) => code === 'REFRESH_TOKEN_INVALID')
          expect(await countLivingSessions(world, user)).toBe(isOver ? 0 : 1)
          expect(await countActions(world, user, 'session.refresh_reused')).toBe(isOver ? 1 : 0)
        },
      }
    },

    'ending one session': async () => {
      const ctx = await world.as(await world.user())
      const { sessionId, user } = ctx.actor
      return {
        told: { done: 1, NOT_FOUND: AT_ONCE - 1 },
        attempt: (index) => revokeSession(at(servers, index, ctx), { userId: 'me', sessionId }),
        check: async () => expect(await countActions(world, user, 'session.revoked')).toBe(1),
      }
    },

    'refreshing while every session is ended: none is left': async () => {
      const user = await world.user()
      const pairs: TokenPair[] = []
      for (let index = 1; index < AT_ONCE; index++) {
        pairs.push(await login(world.context(), { email: user.email, password }))
      }
      const ctx = await world.as(user)
      return {
        attempt(index) {
          const pair = pairs[index]
          return pair ? refresh(visitor(index), pair) : revokeAllSessions(at(servers, index, ctx), { userId: 'me' })
        },
        check: async () => expect(await countLivingSessions(world, user)).toBe(0),
      }
    },

    'signing in while the account is disabled: no session is left': async () => {
      const user = await world.user()
      const admin = await world.as(await world.user({ role: 'admin' }))
      return {
        attempt: (index) =>
          index === 4
            ? updateUser(at(servers, index, admin), { userId: user.id, status: 'disabled' })
            : login(visitor(index), { email: user.email, password }),
        async check(outcomes) {
          expect(outcomes[4]).toMatchObject({ code: 'done' })
          expect(await countLivingSessions(world, user)).toBe(0)
        },
      }
    },

    'signing in with the old password while it is reset: no session is left': async () => {
      const user = await world.user()
      await requestPasswordReset(world.context(), { email: user.email })
      const token = tokenIn((await world.mailsTo(user.email)).at(-1))
      return {
        attempt: (index) =>
          index === 4
            ? confirmPasswordReset(visitor(index), { token, newPassword: 'quite another pass phrase' })
            : login(visitor(index), { email: user.email, password }),
        async check(outcomes) {
          expect(outcomes[4]).toMatchObject({ code: 'done' })
          expect(await countLivingSessions(world, user)).toBe(0)
        },
      }
    },

    'taking the last unit of a limit': async () => {
      const consume = async (index: number) =>
        strictServers[index % strictServers.length]?.limits.consume('confirm', 'race')
      for (let taken = 1; taken < limitRules.confirm.points; taken++) await consume(taken)
      return { told: { done: 1, RATE_LIMITED: AT_ONCE - 1 }, attempt: consume, check: async () => undefined }
    },

    ...Object.fromEntries(
      ['an account', 'no account'].map((whose) => [
        `guessing the password of ${whose}: few guesses reach the hash`,
        async () => {
          const email = whose === 'an account' ? (await world.user()).email : 'nobody@race.test'
          const looks = FREE_FAILURES + 1
          return {
            times: 2 * AT_ONCE,
            told: { INVALID_CREDENTIALS: looks, RATE_LIMITED: 2 * AT_ONCE - looks },
            attempt: (index: number) => login(at(strictServers, index, world.context()), { email, password: 'wrong' }),
            check: async () => undefined,
          }
        },
      ]),
    ),

    'asking for resets past the hourly limit: all are answered alike, few mails go out': async () => {
      const user = await world.user()
      return {
        told: { done: AT_ONCE },
        attempt: (index) => requestPasswordReset(at(strictServers, index, world.context()), { email: user.email }),
        async check() {
          await Promise.all(servers.map((server) => server.mailWorker.runOnce()))
          expect(await world.mailsTo(user.email)).toHaveLength(1 + limitRules.mail.points)
        },
      }
    },
  }
}
