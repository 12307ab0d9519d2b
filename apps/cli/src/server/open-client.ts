import { createRosterClient, type FetchLike, type RosterClient, type TokenStore } from '@roster/client'
import { profileTokens } from '../profile/tokens.ts'
import { userAgent } from '../version.ts'
import type { Credential } from './credential.ts'
import { sendOnce } from './send.ts'

export interface Connection {
  readonly url: string
  readonly timeoutMs: number
  readonly tokens?: TokenStore | undefined
  readonly fetch?: FetchLike | undefined
  readonly apiKey?: string | undefined
}

/** A client of a server, as whoever the connection says: nobody, a session, or a key. */
export function openClient({ url, timeoutMs, tokens, fetch = sendOnce, apiKey }: Connection): RosterClient {
  return createRosterClient({
    url,
    tokens,
    timeoutMs,
    fetch,
    apiKey,
    headers: { 'user-agent': userAgent },
  })
}

export function openSignedIn(credential: Credential, timeoutMs: number): RosterClient {
  const { url } = credential
  if (credential.kind === 'key') return openClient({ url, timeoutMs, apiKey: credential.apiKey })
  const { store, guard } = profileTokens(credential.path, url)
  return openClient({ url, timeoutMs, tokens: store, fetch: guard(sendOnce) })
}
