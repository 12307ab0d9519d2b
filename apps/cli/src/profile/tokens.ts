import type { FetchLike, TokenStore } from '@roster/client'
import { lockFile } from './lock.ts'
import { readProfile, writeProfile } from './profile.ts'

/** How long after a reply the client may take to hand over what it has got. */
const HAND_OVER_MS = 2000

/** A session in a profile's file, which several processes may use at once. */
export interface ProfileTokens {
  readonly store: TokenStore
  /** Around the client's `fetch`: one process at a time trades the refresh token, which works once. */
  readonly guard: (fetch: FetchLike) => FetchLike
}

export function profileTokens(path: string, url: string): ProfileTokens {
  let release: (() => Promise<void>) | undefined
  const giveBack = async () => {
    const give = release
    release = undefined
    await give?.()
  }
  const kept = async () => {
    const profile = await readProfile(path)
    return profile?.url === url ? profile.tokens : null
  }
  return {
    store: {
      sharedAs: `roster profile ${path}`,
      get: kept,
      async set(tokens) {
        await writeProfile(path, { url, tokens })
        await giveBack()
      },
    },
    guard: (fetch) => async (address, init) => {
      if (!address.endsWith('/trpc/users.refresh')) return fetch(address, init)
      release = await lockFile(path)
      try {
        // Somebody else has traded it while we waited. The client looks at the store again after a failed try.
        const now = await kept()
        if (now === null || !init.body?.includes(now.refreshToken)) throw new Error('This token has been traded.')
        const reply = await fetch(address, init)
        // From here on it is for `set` to give the lock back, once the new token is on the disk.
        if (reply.ok) setTimeout(() => void giveBack(), HAND_OVER_MS).unref()
        else await giveBack()
        return reply
      } catch (error) {
        await giveBack()
        throw error
      }
    },
  }
}
