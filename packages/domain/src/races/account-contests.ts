import { UserCreate } from '@roster/contract'
import { expect } from 'vitest'
import { confirmPasswordReset } from '../passwords/confirm-reset.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { login } from '../sessions/login.ts'
import { systemContext, TEST_PASSWORD, tokenIn } from '../testing.ts'
import { acceptInvitation } from '../users/accept-invitation.ts'
import { getUser } from '../users/get.ts'
import { inviteUser } from '../users/invite.ts'
import { registerUser } from '../users/register.ts'
import { resendInvitation } from '../users/resend-invitation.ts'
import { updateUser } from '../users/update.ts'
import { verifyEmail } from '../users/verify-email.ts'
import { type Arena, AT_ONCE, at, type Contests, countActions, type Outcome } from './contest.ts'

const SPELLINGS = [
  'racer@example.com',
  'RACER@Example.COM',
  ' racer@example.com ',
  'ｒacer@ｅxample.com',
  'racer@example。com',
]

const password = TEST_PASSWORD
const numbered = (index: number) => `pass phrase number ${index}`
const winnerOf = (outcomes: readonly Outcome[]) => outcomes.findIndex((outcome) => outcome.code === 'done')

/** Contests about what an account is: its address, its password, its version. */
export function accountContests({ world, servers }: Arena): Contests {
  const visitor = (index: number) => at(servers, index, world.context())
  const lastTokenTo = async (address: string) => tokenIn((await world.mailsTo(address)).at(-1))

  return {
    'registering one address in many spellings': async () => ({
      told: { done: 1, EMAIL_TAKEN: AT_ONCE - 1 },
      attempt: (index) =>
        registerUser(visitor(index), UserCreate.parse({ email: SPELLINGS[index % SPELLINGS.length], password })),
      async check() {
        const [user, ...others] = await world.db.client.user.findMany({ where: { email: { contains: 'racer' } } })
        expect(user?.email).toBe('racer@example.com')
        expect(others).toEqual([])
        expect(await countActions(world, { id: user?.id ?? '' }, 'user.registered')).toBe(1)
        expect(await world.mailsTo('racer@example.com')).toHaveLength(1)
      },
    }),

    'confirming one reset token with many passwords': async () => {
      const user = await world.user()
      await requestPasswordReset(world.context(), { email: user.email })
      const token = await lastTokenTo(user.email)
      return {
        told: { done: 1, RESET_TOKEN_INVALID: AT_ONCE - 1 },
        attempt: (index) => confirmPasswordReset(visitor(index), { token, newPassword: numbered(index) }),
        async check(outcomes) {
          await login(world.context(), { email: user.email, password: numbered(winnerOf(outcomes)) })
          expect(await countActions(world, user, 'user.password_reset')).toBe(1)
        },
      }
    },

    'asking for resets, answered by all servers at once: the newest link alone works': async () => {
      const user = await world.user()
      return {
        told: { done: AT_ONCE },
        attempt: (index) => requestPasswordReset(visitor(index), { email: user.email }),
        async check() {
          await Promise.all(servers.map((server) => server.mailWorker.runOnce()))
          const [, ...mails] = await world.mailsTo(user.email)
          expect(mails).toHaveLength(AT_ONCE)
          const open = await world.db.client.oneTimeToken.count({
            where: { userId: user.id, purpose: 'reset_password', usedAt: null },
          })
          expect(open).toBe(1)
          const confirmed = await Promise.allSettled(
            mails.map((mail) =>
              confirmPasswordReset(world.context(), { token: tokenIn(mail), newPassword: numbered(0) }),
            ),
          )
          expect(confirmed.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
        },
      }
    },

    'confirming one address': async () => {
      const user = await world.user()
      const token = await lastTokenTo(user.email)
      return {
        told: { done: 1, VERIFICATION_TOKEN_INVALID: AT_ONCE - 1 },
        attempt: (index) => verifyEmail(visitor(index), { token }),
        async check() {
          expect((await world.stored(user)).emailVerifiedAt).not.toBeNull()
          expect(await countActions(world, user, 'user.email_verified')).toBe(1)
        },
      }
    },

    'confirming one change of address': async () => {
      const user = await world.user()
      await updateUser(await world.as(user), { userId: 'me', email: 'new@race.test', currentPassword: password })
      const token = await lastTokenTo('new@race.test')
      return {
        told: { done: 1, VERIFICATION_TOKEN_INVALID: AT_ONCE - 1 },
        attempt: (index) => verifyEmail(visitor(index), { token }),
        async check() {
          expect(await world.stored(user)).toMatchObject({ email: 'new@race.test' })
          expect(await countActions(world, user, 'user.email_changed')).toBe(1)
        },
      }
    },

    'taking one address, by change and by registration': async () => {
      const email = 'wanted@race.test'
      const tokens: string[] = []
      for (let index = 0; index < AT_ONCE / 2; index++) {
        await updateUser(await world.as(await world.user()), { userId: 'me', email, currentPassword: password })
        tokens.push(await lastTokenTo(email))
      }
      return {
        told: { done: 1, EMAIL_TAKEN: AT_ONCE - 1 },
        attempt(index) {
          const token = tokens[index]
          return token ? verifyEmail(visitor(index), { token }) : registerUser(visitor(index), { email, password })
        },
        check: async () => expect(await world.db.client.user.count({ where: { email } })).toBe(1),
      }
    },

    'changing one version of a user': async () => {
      const ctx = await world.as(await world.user())
      const { etag: ifMatch } = await getUser(ctx, { userId: 'me' })
      return {
        told: { done: 1, VERSION_CONFLICT: AT_ONCE - 1 },
        attempt: (index) => updateUser(at(servers, index, ctx), { userId: 'me', name: numbered(index), ifMatch }),
        async check(outcomes) {
          expect(await world.stored(ctx.actor.user)).toMatchObject({ name: numbered(winnerOf(outcomes)) })
        },
      }
    },

    'accepting one invitation': async () => {
      const guest = await inviteUser(systemContext(world.services), { email: 'guest@race.test', role: 'user' })
      const token = tokenIn((await world.mailsTo(guest.email)).at(-1))
      return {
        told: { done: 1, INVITATION_TOKEN_INVALID: AT_ONCE - 1 },
        attempt: (index) => acceptInvitation(visitor(index), { token, newPassword: numbered(index) }),
        async check(outcomes) {
          await login(world.context(), { email: guest.email, password: numbered(winnerOf(outcomes)) })
          expect(await countActions(world, guest, 'user.invitation_accepted')).toBe(1)
        },
      }
    },

    'accepting an invitation while it is sent again: one password holds, and no link is left': async () => {
      const system = systemContext(world.services)
      const guest = await inviteUser(system, { email: 'busy-guest@race.test', role: 'user' })
      const token = tokenIn((await world.mailsTo(guest.email)).at(-1))
      return {
        attempt: (index) =>
          index % 3 === 0
            ? resendInvitation(at(servers, index, system), { userId: guest.id })
            : acceptInvitation(visitor(index), { token, newPassword: numbered(index) }),
        async check(outcomes) {
          const accepted = outcomes.filter(({ code }, index) => code === 'done' && index % 3 !== 0).length
          expect(accepted).toBeLessThanOrEqual(1)
          expect(await countActions(world, guest, 'user.invitation_accepted')).toBe(accepted)
          const open = { userId: guest.id, purpose: 'invitation', usedAt: null } as const
          expect(await world.db.client.oneTimeToken.count({ where: open })).toBe(1 - accepted)
        },
      }
    },

    'changing one password from two devices': async () => {
      const user = await world.user()
      const [phone, laptop] = [await world.as(user), await world.as(user)]
      return {
        told: { done: 1, REAUTHENTICATION_FAILED: AT_ONCE - 1 },
        attempt(index) {
          const ctx = at(servers, index, index % 4 < 2 ? phone : laptop)
          return updateUser(ctx, { userId: 'me', password: numbered(index), currentPassword: password })
        },
        async check(outcomes) {
          await login(world.context(), { email: user.email, password: numbered(winnerOf(outcomes)) })
          expect(await countActions(world, user, 'user.password_changed')).toBe(1)
        },
      }
    },
  }
}
