import type { RosterApi } from './api.ts'
import { createAuth, type RosterAuth } from './auth.ts'
import { createBatcher } from './batch.ts'
import type { CallOptions, RosterPromise, SafeResult } from './call.ts'
import { createCaller } from './caller.ts'
import { isRosterError, type RosterErrorCode } from './errors.ts'
import type { FetchLike } from './platform.ts'
import { procedures } from './procedures.ts'
import type { SignedOutReason } from './session.ts'
import { memoryTokens, type TokenStore } from './tokens.ts'
import { createWire } from './wire.ts'

export interface RosterClientOptions {
  /** Where the server is: `https://accounts.example.com`. Empty for the origin of the page. */
  readonly url: string
  /**
   * Where the session is kept. `memory` (the default): until the page is left. `cookie`, for pages on the server's own
   * origin: the refresh token is in an `HttpOnly` cookie that no script can read. Or a store of your own.
   */
  readonly tokens?: 'memory' | 'cookie' | TokenStore | undefined
  /** For programs: an API key, sent with every call that takes a credential. There is no session then; `auth` has nobody. */
  readonly apiKey?: string | undefined
  /** Is told once when a session is over: `expired` when the server would not renew it, else by choice. */
  readonly onSignedOut?: ((reason: SignedOutReason) => void) | undefined
  /** Headers of every request; for server rendering, those to pass on. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>) | undefined
  /** How long a call may take in all. 30 000 unless the call says otherwise. */
  readonly timeoutMs?: number | undefined
  /** `false`: queries are not tried again either. */
  readonly retry?: boolean | undefined
  /** `false`: every call in a request of its own. */
  readonly batch?: boolean | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: FetchLike | undefined
}

export interface RosterClient extends RosterApi {
  /** Who is signed in; signing in and out. */
  readonly auth: RosterAuth
  /**
   * Gives a call's error back in place of throwing it.
   *
   *     const { data, error } = await client.safe(client.users.register.mutate(input))
   *     if (error?.code === 'EMAIL_TAKEN') …
   */
  safe<Data, Code extends RosterErrorCode = RosterErrorCode>(
    call: RosterPromise<Data, Code>,
  ): Promise<SafeResult<Data, Code>>
}

const DEFAULT_TIMEOUT_MS = 30_000

/** A client of one Roster server, and the session of one person. */
export function createRosterClient(options: RosterClientOptions): RosterClient {
  const { tokens: asked = 'memory', onSignedOut, headers = {}, timeoutMs = DEFAULT_TIMEOUT_MS, retry = true } = options
  const tokens = options.apiKey === undefined ? asked : 'memory'
  const baseUrl = options.url.replace(/\/+$/, '')
  const send = createBatcher(createWire(baseUrl, options.fetch ?? ((url, init) => globalThis.fetch(url, init))))
  const caller = createCaller({
    send,
    name: `roster ${baseUrl}`,
    store: tokens === 'cookie' ? undefined : tokens === 'memory' ? memoryTokens() : tokens,
    apiKey: options.apiKey,
    onSignedOut,
    headers: typeof headers === 'function' ? headers : () => headers,
    defaults: { timeoutMs, retry, batch: options.batch ?? true },
  })
  return { ...buildApi(caller.call), auth: createAuth(caller), safe } as unknown as RosterClient
}

type Call = ReturnType<typeof createCaller>['call']

/** `users.list.query` and all the others, as plain functions. */
function buildApi(call: Call): object {
  const entries = Object.entries(procedures).map(([namespace, words]) => {
    const members = words.split(' ').map((word) => {
      const [, access, name, mark] = /^([+~]?)(\w+)([?!])$/.exec(word) as unknown as [
        string,
        '' | '+' | '~',
        string,
        string,
      ]
      const type = mark === '?' ? 'query' : 'mutation'
      const path = `${namespace}.${name}`
      const run = (input?: unknown, options?: CallOptions) => call({ path, type, access }, input, options)
      return [name, { [mark === '?' ? 'query' : 'mutate']: run }]
    })
    return [namespace, Object.fromEntries(members)]
  })
  return Object.fromEntries(entries)
}

async function safe<Data, Code extends RosterErrorCode>(
  call: RosterPromise<Data, Code>,
): Promise<SafeResult<Data, Code>> {
  try {
    return { data: await call, error: undefined }
  } catch (error) {
    if (isRosterError<Code>(error)) return { data: undefined, error }
    throw error
  }
}
