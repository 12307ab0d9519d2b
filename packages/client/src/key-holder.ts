import type { AuthState, SessionKeeper } from './session.ts'

const NOBODY: AuthState = { status: 'signedOut', user: null }

/** An API key in the place of a session: nobody is signed in, and a key that is refused is not renewed. @internal */
export function createKeyHolder(apiKey: string): SessionKeeper {
  return {
    state: NOBODY,
    subscribe: () => () => undefined,
    load: async () => null,
    token: async () => apiKey,
    tokenAfter: async () => undefined,
    adopt: async () => undefined,
    notice: () => undefined,
    settle: async () => undefined,
    end: async () => undefined,
  }
}
