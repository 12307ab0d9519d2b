import type { RosterClient, UserRead } from '@roster/client'

/** A user, and the version that was read: a change that names it is refused when somebody else was faster. */
export async function readVersion(
  client: RosterClient,
  userId: string,
): Promise<{ readonly user: UserRead; readonly ifMatch: string | undefined }> {
  let etag: string | null = null
  const user = await client.users.get.query(
    { userId },
    {
      onReply: ({ headers }) => {
        etag = headers.get('etag')
      },
    },
  )
  return { user, ifMatch: etag ?? undefined }
}
