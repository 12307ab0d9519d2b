import type { UserRead } from '@roster/client'
import { client, queryClient } from '../../client.ts'
import { patchUser, refreshUsers, userKey } from '../users/users-cache.ts'

export type AccessChange = 'promote' | 'demote' | 'disable' | 'enable' | 'delete' | 'restore'

interface Step {
  readonly shown: Partial<UserRead>
  readonly run: (userId: string) => Promise<unknown>
  readonly opposite: AccessChange
}

/** Without the version: who takes a right away means it, whatever somebody else has saved meanwhile. */
const STEPS: Readonly<Record<AccessChange, Step>> = {
  promote: {
    shown: { role: 'admin' },
    run: (userId) => client.users.update.mutate({ userId, role: 'admin' }),
    opposite: 'demote',
  },
  demote: {
    shown: { role: 'user' },
    run: (userId) => client.users.update.mutate({ userId, role: 'user' }),
    opposite: 'promote',
  },
  disable: {
    shown: { status: 'disabled' },
    run: (userId) => client.users.update.mutate({ userId, status: 'disabled' }),
    opposite: 'enable',
  },
  enable: {
    shown: { status: 'active' },
    run: (userId) => client.users.update.mutate({ userId, status: 'active' }),
    opposite: 'disable',
  },
  delete: {
    shown: { status: 'deleted' },
    run: (userId) => client.users.delete.mutate({ userId }),
    opposite: 'restore',
  },
  restore: {
    shown: {},
    run: (userId) => client.users.restore.mutate({ userId }),
    opposite: 'delete',
  },
}

export const oppositeChange = (change: AccessChange): AccessChange => STEPS[change].opposite

/** Changes what a user may do, and shows it at once: what the server refuses is taken back. */
export async function changeAccess(userId: string, change: AccessChange): Promise<void> {
  const { shown, run } = STEPS[change]
  await queryClient.cancelQueries({ queryKey: userKey(userId) })
  const takeBack = patchUser(userId, shown)
  try {
    await run(userId)
  } catch (error) {
    takeBack()
    throw error
  } finally {
    refreshUsers()
  }
}
