import type { UserPage, UserRead } from '@roster/client'
import { queryClient, roster } from '../../client.ts'

/** A user as their page has them: with the version that a change is based on. */
export interface VersionedUser {
  readonly user: UserRead
  readonly etag: string | undefined
}

export const userKey = (userId: string) => [...roster.users.get.queryKey({ userId }), 'versioned']

/** Shows a change wherever its user is shown, before the server has answered. @returns what takes it back */
export function patchUser(userId: string, change: Partial<UserRead>): () => void {
  const before = new Map<string, UserRead>()
  const apply = (how: (user: UserRead) => UserRead) => {
    queryClient.setQueriesData<UserPage>({ queryKey: roster.users.list.queryKey() }, (page) =>
      page?.items === undefined
        ? page
        : { ...page, items: page.items.map((user) => (user.id === userId ? how(user) : user)) },
    )
    queryClient.setQueryData<VersionedUser>(userKey(userId), (known) => known && { ...known, user: how(known.user) })
  }
  apply((user) => {
    before.set('user', user)
    return { ...user, ...change }
  })
  return () => apply((user) => ({ ...user, ...pick(before.get('user'), change) }))
}

/** Has everything that a change of users may concern loaded anew. */
export function refreshUsers(): void {
  void queryClient.invalidateQueries({ queryKey: roster.users.list.queryKey() })
  void queryClient.invalidateQueries({ queryKey: roster.users.get.queryKey() })
  void queryClient.invalidateQueries({ queryKey: roster.sessions.list.queryKey() })
  void queryClient.invalidateQueries({ queryKey: roster.audit.list.queryKey() })
  void queryClient.invalidateQueries({ queryKey: roster.statistics.read.queryKey() })
}

/** What the changed fields were. */
function pick(user: UserRead | undefined, change: Partial<UserRead>): Partial<UserRead> {
  if (user === undefined) return {}
  return Object.fromEntries(Object.entries(user).filter(([name]) => Object.hasOwn(change, name)))
}
