import type { UserRead } from '@roster/client'
import { client, queryClient, roster } from '../../client.ts'
import { patchUser, refreshUsers } from './users-cache.ts'

export type BulkAction = 'disable' | 'enable' | 'delete' | 'restore'

interface Step {
  /** Whether there is anything to do. */
  readonly applies: (user: UserRead) => boolean
  readonly change: Partial<UserRead>
  readonly run: (userId: string) => Promise<unknown>
  readonly opposite: BulkAction
}

const STEPS: Readonly<Record<BulkAction, Step>> = {
  disable: {
    applies: ({ status }) => status === 'active',
    change: { status: 'disabled' },
    run: (userId) => client.users.update.mutate({ userId, status: 'disabled' }),
    opposite: 'enable',
  },
  enable: {
    applies: ({ status }) => status === 'disabled',
    change: { status: 'active' },
    run: (userId) => client.users.update.mutate({ userId, status: 'active' }),
    opposite: 'disable',
  },
  delete: {
    applies: ({ status }) => status !== 'deleted',
    change: { status: 'deleted' },
    run: (userId) => client.users.delete.mutate({ userId }),
    opposite: 'restore',
  },
  restore: {
    applies: ({ status }) => status === 'deleted',
    // Whoever was disabled comes back disabled; the list that follows says so.
    change: { status: 'active' },
    run: (userId) => client.users.restore.mutate({ userId }),
    opposite: 'delete',
  },
}

export const applicable = (action: BulkAction, users: readonly UserRead[]) => users.filter(STEPS[action].applies)

export const oppositeOf = (action: BulkAction): BulkAction => STEPS[action].opposite

export interface BulkResult {
  /** Whom it was done to, as they were before. */
  readonly done: readonly UserRead[]
  readonly failed: readonly { readonly user: UserRead; readonly error: unknown }[]
}

/** How many calls are on their way at once; made together, they travel together. */
const AT_ONCE = 5

/** Does the same to many users. Each shows at once, and is taken back where the server refuses. */
export async function runBulk(
  action: BulkAction,
  users: readonly UserRead[],
  onProgress: (done: number) => void = () => undefined,
): Promise<BulkResult> {
  const { change, run } = STEPS[action]
  const [done, failed]: [UserRead[], { user: UserRead; error: unknown }[]] = [[], []]
  await queryClient.cancelQueries({ queryKey: roster.users.list.queryKey() })
  for (let start = 0; start < users.length; start += AT_ONCE) {
    const some = users.slice(start, start + AT_ONCE)
    const takeBack = some.map(({ id }) => patchUser(id, change))
    const outcomes = await Promise.allSettled(some.map(({ id }) => run(id)))
    for (const [index, outcome] of outcomes.entries()) {
      const user = some[index]
      if (user === undefined) continue
      if (outcome.status === 'fulfilled') done.push(user)
      else {
        failed.push({ user, error: outcome.reason })
        takeBack[index]?.()
      }
    }
    onProgress(done.length + failed.length)
  }
  refreshUsers()
  return { done, failed }
}
