import { expect } from 'vitest'
import type { UserContext } from '../context.ts'
import { systemContext, TEST_PASSWORD } from '../testing.ts'
import { bootstrapAdmin, issueBootstrapLink } from '../users/bootstrap.ts'
import { deleteUser } from '../users/delete.ts'
import { restoreUser } from '../users/restore.ts'
import { updateUser } from '../users/update.ts'
import { type Arena, AT_ONCE, at, type Contest, type Contests, countActions } from './contest.ts'

type Removal = (ctx: UserContext, userId: string) => Promise<unknown>

/** Contests about who is an administrator, and between administrators. */
export function adminContests({ world, servers }: Arena): Contests {
  const countAdmins = () => world.db.client.user.count({ where: { role: 'admin', status: 'active', deletedAt: null } })

  /** Makes these the only administrators. */
  async function onlyAdmins(count: number): Promise<UserContext[]> {
    await world.db.client.user.updateMany({ data: { role: 'user' } })
    const users = await Promise.all(Array.from({ length: count }, () => world.user({ role: 'admin' })))
    return users.map((user) => ({ ...world.context(), actor: { type: 'user', user, sessionId: user.id } }))
  }

  /** Two administrators, each of whom does it to the other sixteen times at once. */
  async function eachOther(remove: Removal, action: string, told: Contest['told']): Promise<Contest> {
    const [first, second] = await onlyAdmins(2)
    if (!first || !second) throw new Error('There are no administrators')
    return {
      times: 32,
      ...(told && { told }),
      attempt: (index) =>
        index % 4 < 2
          ? remove(at(servers, index, first), second.actor.user.id)
          : remove(at(servers, index, second), first.actor.user.id),
      async check() {
        expect(await countAdmins()).toBe(1)
        const counts = [first, second].map((ctx) => countActions(world, ctx.actor.user, action))
        expect((await Promise.all(counts)).toSorted()).toEqual([0, 1])
      },
    }
  }

  const demote: Removal = (ctx, userId) => updateUser(ctx, { userId, role: 'user' })
  const disable: Removal = (ctx, userId) => updateUser(ctx, { userId, status: 'disabled' })
  const remove: Removal = (ctx, userId) => deleteUser(ctx, { userId })

  return {
    // To say it again to whom it has been done is no error, but for a deletion.
    'two administrators who demote each other': () =>
      eachOther(demote, 'user.role_changed', { done: 16, LAST_ADMIN: 16 }),
    'two administrators who disable each other': () =>
      eachOther(disable, 'user.disabled', { done: 16, LAST_ADMIN: 16 }),
    'two administrators who delete each other': () =>
      eachOther(remove, 'user.deleted', { done: 1, USER_NOT_FOUND: 15, LAST_ADMIN: 16 }),

    'all administrators who leave at once, each in another way': async () => {
      const admins = await onlyAdmins(AT_ONCE)
      return {
        told: { done: AT_ONCE - 1, LAST_ADMIN: 1 },
        attempt: async (index) => {
          const ctx = admins[index]
          const leave = [demote, disable, remove][index % 3]
          if (ctx && leave) await leave(at(servers, index, ctx), 'me')
        },
        check: async () => expect(await countAdmins()).toBe(1),
      }
    },

    'making the first administrator with one link': async () => {
      await onlyAdmins(0)
      const token = (await issueBootstrapLink(systemContext(world.services)))?.split('#token=')[1] ?? ''
      return {
        told: { done: 1, BOOTSTRAP_TOKEN_INVALID: AT_ONCE - 1 },
        attempt: (index) => {
          const boss = { token, email: `boss-${index}@race.test`, password: TEST_PASSWORD }
          return bootstrapAdmin(at(servers, index, world.context()), boss)
        },
        async check() {
          expect(await countAdmins()).toBe(1)
          expect(await world.db.client.user.count({ where: { email: { startsWith: 'boss-' } } })).toBe(1)
        },
      }
    },

    'deleting one user': async () => {
      const [user, [admin]] = [await world.user(), await onlyAdmins(1)]
      return {
        told: { done: 1, USER_NOT_FOUND: AT_ONCE - 1 },
        attempt: async (index) => admin && deleteUser(at(servers, index, admin), { userId: user.id }),
        check: async () => expect(await countActions(world, user, 'user.deleted')).toBe(1),
      }
    },

    'restoring one user': async () => {
      const [user, [admin]] = [await world.user(), await onlyAdmins(1)]
      if (admin) await deleteUser(admin, { userId: user.id })
      return {
        told: { done: AT_ONCE },
        attempt: async (index) => admin && restoreUser(at(servers, index, admin), { userId: user.id }),
        check: async () => expect(await countActions(world, user, 'user.restored')).toBe(1),
      }
    },
  }
}
