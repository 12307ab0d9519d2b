import type { UserUpdate } from '@roster/client'
import { useQuery } from '@tanstack/react-query'
import { client, queryClient } from '../../client.ts'
import { patchUser, refreshUsers, userKey, type VersionedUser } from './users-cache.ts'

/** A user, with the version that a change of them is based on. */
export const useVersionedUser = (userId: string) =>
  useQuery({
    queryKey: userKey(userId),
    queryFn: async ({ signal }): Promise<VersionedUser> => {
      let etag: string | undefined
      const user = await client.users.get.query(
        { userId },
        {
          signal,
          onReply({ headers }) {
            etag = headers.get('etag') ?? undefined
          },
        },
      )
      return { user, etag }
    },
    retry: false,
  })

/**
 * Changes a user, and shows it at once: what the server refuses is taken back.
 * @throws VERSION_CONFLICT when somebody else changed them since they were loaded, and whatever else the server says
 */
export async function updateVersioned({ user, etag }: VersionedUser, change: Omit<UserUpdate, 'userId' | 'ifMatch'>) {
  // A new address counts when it is confirmed.
  const { email: _, ...shown } = change
  await queryClient.cancelQueries({ queryKey: userKey(user.id) })
  const takeBack = patchUser(user.id, shown as Partial<typeof user>)
  try {
    let next: string | undefined
    const changed = await client.users.update.mutate(
      { ...change, userId: user.id, ...(etag !== undefined && { ifMatch: etag }) },
      {
        onReply({ headers }) {
          next = headers.get('etag') ?? undefined
        },
      },
    )
    queryClient.setQueryData<VersionedUser>(userKey(user.id), { user: changed, etag: next })
    return changed
  } catch (error) {
    takeBack()
    throw error
  } finally {
    refreshUsers()
  }
}
