import type { TokenPair, UserRead } from './api.ts'
import { type ChannelLike, openChannel } from './browser.ts'
import { isRosterError } from './errors.ts'
import { takeTurns } from './lock.ts'
import { isRetryKey, newRetryKey, pageRetryKeys } from './retry-key.ts'
import type { TokenStore, Tokens } from './tokens.ts'

/** Access tokens are renewed when this is left of them, or a fifth of their life if that is less. */
const EARLY_MS = 30_000
/** How long another tab's word may be behind its lock. */
const WORD_MS = 500

export type AuthState =
  /** Nobody has looked yet: `restore` does, and so does the first call that needs somebody. */
  | { readonly status: 'unknown'; readonly user: null }
  | { readonly status: 'signedOut'; readonly user: null }
  | { readonly status: 'signedIn'; readonly user: UserRead }

/** Why a session is over: by choice, here or in another tab, or because the server would not renew it. */
export type SignedOutReason = 'signedOut' | 'expired'

/** @internal */
export interface SessionOptions {
  /** Undefined where a cookie holds the refresh token. */
  readonly store: TokenStore | undefined
  /** What tells this server's sessions from others on the same page. */
  readonly name: string
  /** Trades a refresh token; tries again for a while when nobody answers, as long as it is not superseded. */
  readonly refresh: (
    refreshToken: string,
    retryKey: string,
    isSuperseded: () => Promise<boolean>,
  ) => Promise<TokenPair | undefined>
  readonly onSignedOut: ((reason: SignedOutReason) => void) | undefined
}

/** Who is signed in, and the token that says so. @internal */
export interface SessionKeeper {
  readonly state: AuthState
  subscribe(listener: () => void): () => void
  /** Reads what is kept, once. @returns the tokens as they are, valid or not; null when nobody is signed in */
  load(): Promise<Tokens | null>
  /** A token to send now: renewed first if it has expired, renewed meanwhile if it soon will. */
  token(): Promise<string | undefined>
  /** A token in place of one that the server has refused, or nothing when the session is over. */
  tokenAfter(refused: string): Promise<string | undefined>
  adopt(pair: TokenPair): Promise<void>
  /** A newer reading of somebody, who may be the one who is signed in. */
  notice(user: UserRead): void
  /** Waits for a refresh that is on its way, whatever becomes of it. */
  settle(): Promise<unknown>
  end(): Promise<void>
}

/** @internal */
interface Message {
  readonly tokens: Tokens | null
  readonly reason?: SignedOutReason
}

/** @internal */
export function createSession({ store, name, refresh, onSignedOut }: SessionOptions): SessionKeeper {
  /** Undefined: nobody has looked. */
  let tokens: Tokens | null | undefined
  let state: AuthState = { status: 'unknown', user: null }
  let loading: Promise<Tokens | null> | undefined
  let renewing: Promise<Tokens | null> | undefined
  const listeners = new Set<() => void>()
  const lockName = store === undefined ? name : store.sharedAs

  const change = (next: Tokens | null): void => {
    tokens = next
    state = next === null ? { status: 'signedOut', user: null } : { status: 'signedIn', user: next.user }
    for (const listener of [...listeners]) listener()
  }

  /** What others have done: nothing of it is told to them again. */
  const follow = ({ tokens: next, reason = 'signedOut' }: Message): void => {
    const wasSignedIn = tokens != null
    change(next)
    if (wasSignedIn && next === null) onSignedOut?.(reason)
  }

  const keep = async (message: Message): Promise<void> => {
    follow(message)
    pageKeys?.drop()
    channel?.postMessage(message)
    await store?.set(message.tokens)
  }

  const load = (): Promise<Tokens | null> => {
    if (tokens !== undefined) return Promise.resolve(tokens)
    loading ??= (store === undefined ? renew(undefined) : read(store)).finally(() => {
      loading = undefined
    })
    return loading
  }

  const read = async (from: TokenStore): Promise<Tokens | null> => {
    const kept = await from.get()
    if (tokens === undefined) change(kept)
    return tokens ?? null
  }

  /** One refresh at a time, however many wait for it. */
  const renew = (stale: Tokens | undefined): Promise<Tokens | null> => {
    renewing ??= (
      lockName === undefined ? trade(stale) : takeTurns(lockName, (waited) => tradeInTurn(stale, waited))
    ).finally(() => {
      renewing = undefined
    })
    return renewing
  }

  const tradeInTurn = async (stale: Tokens | undefined, waited: boolean): Promise<Tokens | null> => {
    // The tab before us tells what it has got, but its lock may be quicker than its word.
    if (waited && channel !== undefined && isSame(tokens, stale)) await changeWithin(WORD_MS)
    return trade(stale)
  }

  const changeWithin = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        listeners.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      listeners.add(done)
    })

  const trade = async (stale: Tokens | undefined): Promise<Tokens | null> => {
    // While we waited for our turn.
    if (!isSame(tokens, stale)) return tokens ?? null
    if (await followStore()) {
      if (tokens == null || tokens.expiresAt > Date.now()) return tokens ?? null
    }
    const traded = tokens
    const retryKey = pageKeys?.take() ?? (await keepRetryKey())
    try {
      // Somebody may sign in or out in the meantime, or refresh elsewhere: their word counts.
      const isSuperseded = async () => !isSame(tokens, traded) || (await followStore())
      const pair = await refresh(traded?.refreshToken ?? '', retryKey, isSuperseded)
      if (pair && isSame(tokens, traded)) await keep({ tokens: tokensOf(pair) }).catch(() => undefined)
    } catch (error) {
      if (!isRefusal(error)) throw error
      pageKeys?.drop()
      if (tokens === undefined) change(null)
      else if (isSame(tokens, traded) && !(await followStore())) await keep({ tokens: null, reason: 'expired' })
    }
    return tokens ?? null
  }

  /** The key of the refresh that these tokens are in, kept with them before it is first used. */
  const keepRetryKey = async (): Promise<string> => {
    if (isRetryKey(tokens?.retryKey)) return tokens.retryKey
    const retryKey = newRetryKey()
    if (tokens != null) {
      tokens = { ...tokens, retryKey }
      try {
        await store?.set(tokens)
      } catch {
        // Where it cannot be kept, this client alone knows it.
      }
    }
    return retryKey
  }

  /** Takes over what others have left in a shared store. @returns whether there was anything new */
  const followStore = async (): Promise<boolean> => {
    if (store?.sharedAs === undefined) return false
    const kept = await store.get()
    if (isSame(kept, tokens)) {
      // Somebody has begun to refresh them.
      if (tokens != null && kept?.retryKey !== undefined) tokens = { ...tokens, retryKey: kept.retryKey }
      return false
    }
    follow({ tokens: kept })
    return true
  }

  const channel = store === undefined ? listen(name, follow) : undefined
  const pageKeys = store === undefined ? pageRetryKeys(name) : undefined
  store?.subscribe?.(() => {
    if (tokens !== undefined) void followStore()
  })

  return {
    get state() {
      return state
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    load,
    async token() {
      const current = tokens === undefined ? await load() : tokens
      if (current === null) return undefined
      const leftMs = current.expiresAt - Date.now()
      if (leftMs <= 0) return (await renew(current))?.accessToken
      if (leftMs <= Math.min(EARLY_MS, current.lifetimeMs / 5)) renew(current).catch(() => undefined)
      return current.accessToken
    },
    async tokenAfter(refused) {
      if (tokens?.accessToken === refused) await renew(tokens)
      return tokens?.accessToken === refused ? undefined : tokens?.accessToken
    },
    adopt: (pair) => keep({ tokens: tokensOf(pair) }),
    notice(user) {
      if (tokens?.user.id === user.id) change({ ...tokens, user })
    },
    settle: () => Promise.resolve(renewing).catch(() => undefined),
    end: () => keep({ tokens: null }),
  }
}

/** The server has said that this session is over. Anything else, silence above all, has not. */
const isRefusal = (error: unknown) => isRosterError(error, 'REFRESH_TOKEN_INVALID', 'VALIDATION_FAILED')

function tokensOf({ accessToken, expiresIn, refreshToken, user }: TokenPair): Tokens {
  const lifetimeMs = expiresIn * 1000
  return { accessToken, expiresAt: Date.now() + lifetimeMs, lifetimeMs, refreshToken, user }
}

/** Not by identity: the user in them may have been read again. */
const isSame = (left: Tokens | null | undefined, right: Tokens | null | undefined): boolean =>
  left === right || (left != null && left.accessToken === right?.accessToken)

function listen(name: string, follow: (message: Message) => void): ChannelLike | undefined {
  const channel = openChannel(name)
  if (channel !== undefined) channel.onmessage = ({ data }) => follow(data as Message)
  return channel
}
