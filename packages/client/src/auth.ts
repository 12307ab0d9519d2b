import type { CommonErrorCode, Login, TokenPair, UserRead } from './api.ts'
import type { RosterPromise } from './call.ts'
import type { Caller } from './caller.ts'
import { isRosterError } from './errors.ts'
import type { AuthState } from './session.ts'

/** Who is signed in. Refreshing goes by itself. */
export interface RosterAuth {
  /** The same object until something changes. */
  readonly state: AuthState
  /** The one who is signed in, as far as is known. */
  readonly user: UserRead | null
  /** Calls back whenever `state` has changed. @returns what ends that */
  subscribe(listener: () => void): () => void
  /**
   * Signs in.
   * @throws INVALID_CREDENTIALS, ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED, RATE_LIMITED
   */
  signIn(
    input: Login,
  ): RosterPromise<UserRead, CommonErrorCode | 'INVALID_CREDENTIALS' | 'ACCOUNT_DISABLED' | 'EMAIL_NOT_VERIFIED'>
  /**
   * Signs out, here and in the other tabs, and ends the session on the server. When the server cannot be reached, this
   * throws, and the session is forgotten here all the same.
   */
  signOut(): RosterPromise<void, CommonErrorCode>
  /** Finds out who is signed in, from the store or the cookie. Once is enough; later calls cost nothing. */
  restore(): RosterPromise<UserRead | null, CommonErrorCode>
  /** A valid access token for requests of your own, or null when nobody is signed in. */
  accessToken(): RosterPromise<string | null, CommonErrorCode>
}

/** @internal */
export function createAuth({ session, call }: Caller): RosterAuth {
  return {
    get state() {
      return session.state
    },
    get user() {
      return session.state.user
    },
    subscribe: session.subscribe,
    async signIn(input) {
      const { user } = (await call({ path: 'users.login', type: 'mutation', access: '' }, input)) as TokenPair
      return user
    },
    async signOut() {
      await session.settle()
      if ((await session.load().catch(() => null)) === null && session.state.status !== 'unknown') return
      try {
        await call({ path: 'users.logout', type: 'mutation', access: '+' })
      } catch (error) {
        await session.end()
        if (!isRosterError(error, 'UNAUTHENTICATED')) throw error
      }
    },
    async restore() {
      try {
        await session.token()
      } catch (error) {
        if (session.state.status !== 'signedIn') throw error
      }
      return session.state.user
    },
    async accessToken() {
      return (await session.token()) ?? null
    },
  }
}
