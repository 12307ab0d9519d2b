import { createRosterClient, type FetchLike, type SignedOutReason } from '@roster/client'
import { rosterQueries } from '@roster/client/react'
import { QueryClient } from '@tanstack/react-query'
import { watchedFetch } from './connection.ts'
import { settings } from './settings.ts'
import { readSetting, writeSetting } from './stored-setting.ts'

const STALE_MS = 10_000

/** Why nobody is signed in any longer, for the page that says so. */
let signedOutReason: SignedOutReason | undefined
let isLeaving = false
export const whySignedOut = (): SignedOutReason | undefined => signedOutReason

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: STALE_MS }, mutations: { networkMode: 'always' } },
})

/** The access token is in memory, the refresh token in a cookie that no script can read. */
export const client = createRosterClient({
  url: settings.base,
  tokens: 'cookie',
  fetch: refusedEarly(watchedFetch),
  onSignedOut(reason) {
    signedOutReason = isLeaving ? 'signedOut' : reason
    // Nothing of the last user may be shown to the next one.
    queryClient.clear()
  },
})

export const roster = rosterQueries(client)

client.auth.subscribe(() => {
  const { status } = client.auth.state
  if (status === 'signedIn') signedOutReason = undefined
  writeSetting('signed-in', status === 'signedIn' ? 'yes' : null)
})

/** Ends every session of whoever is signed in, this one too. */
export async function signOutEverywhere(): Promise<void> {
  isLeaving = true
  try {
    await client.sessions.revokeAll.mutate({ userId: 'me' })
    await client.safe(client.auth.signOut())
  } finally {
    isLeaving = false
  }
}

/**
 * Where nobody has signed in, there is no cookie to refresh with. A visitor's first page need not ask to know, nor does
 * the browser then report a request that was bound to fail.
 */
function refusedEarly(fetch: FetchLike): FetchLike {
  const refusal = { error: { message: '', data: { reason: 'REFRESH_TOKEN_INVALID', httpStatus: 401 } } }
  return (url, init) =>
    url.endsWith('/trpc/users.refresh') && readSetting('signed-in') === null
      ? Promise.resolve(new Response(JSON.stringify(refusal), { status: 401 }))
      : fetch(url, init)
}
