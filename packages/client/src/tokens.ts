import type { UserRead } from './api.ts'

/** What a session is made of. Whoever has it is signed in as that user. */
export interface Tokens {
  readonly accessToken: string
  /** When the access token expires, in milliseconds since the epoch, by this machine's clock. */
  readonly expiresAt: number
  /** How long it lived when it was new, in milliseconds. */
  readonly lifetimeMs: number
  /** Works once. Empty where a cookie holds it. */
  readonly refreshToken: string
  readonly user: UserRead
  /**
   * Names the refresh that is under way, until it is answered: whoever finds these tokens goes on with it, and gets an
   * answer that was lost once more.
   */
  readonly retryKey?: string | undefined
}

/**
 * Where a session is kept. Whatever `get` gives was once given to `set`; how it is written is the store's business.
 * Mind that a store which scripts can read, such as `localStorage`, is one that injected scripts can read too.
 */
export interface TokenStore {
  get(): Tokens | null | Promise<Tokens | null>
  set(tokens: Tokens | null): void | Promise<void>
  /**
   * The name of a store that several tabs or clients share. They take turns to refresh (by Web Locks, where there are
   * any), and look here first whether somebody else has done it already.
   */
  readonly sharedAs?: string
  /** Calls back when somebody else has changed what is kept, so that a sign-out is noticed everywhere. */
  subscribe?(changed: () => void): () => void
}

/** Keeps a session for as long as the page or the process lives. @param tokens Those to begin with. */
export function memoryTokens(tokens: Tokens | null = null): TokenStore {
  let kept = tokens
  return {
    get: () => kept,
    set(next) {
      kept = next
    },
  }
}
