import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type { Role, UserRead } from './api.ts'
import type { RosterAuth } from './auth.ts'
import type { RosterClient } from './client.ts'
import type { AuthState } from './session.ts'

export {
  type RosterInfiniteQueryOptions,
  type RosterMutationOptions,
  type RosterQueries,
  type RosterQueryOptions,
  rosterQueries,
} from './query.ts'

const LOOK_AGAIN_MS = 5000

interface Shared {
  readonly client: RosterClient
  readonly initial: AuthState
}

const Context = createContext<Shared | null>(null)

export interface RosterProviderProps {
  readonly client: RosterClient
  /** Whom the server has rendered the page for, so that the first render here is the same. */
  readonly initialUser?: UserRead | null | undefined
  readonly children?: ReactNode
}

/** Gives a client to everything below, and finds out who is signed in. */
export function RosterProvider({ client, initialUser, children }: RosterProviderProps): ReactNode {
  const value = useMemo(() => ({ client, initial: stateOf(initialUser) }), [client, initialUser])
  useEffect(() => lookWhoIsThere(client), [client])
  return createElement(Context.Provider, { value }, children)
}

function stateOf(user: UserRead | null | undefined): AuthState {
  if (user === undefined) return { status: 'unknown', user: null }
  return user === null ? { status: 'signedOut', user } : { status: 'signedIn', user }
}

/** Until somebody has answered: a page that is opened without a network works once there is one. */
function lookWhoIsThere({ auth }: RosterClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false
  const look = () => {
    auth.restore().catch(() => {
      if (!gone && auth.state.status === 'unknown') timer = setTimeout(look, LOOK_AGAIN_MS)
    })
  }
  look()
  return () => {
    gone = true
    clearTimeout(timer)
  }
}

function useShared(): Shared {
  const shared = useContext(Context)
  if (shared === null) throw new Error('There is no <RosterProvider> above this component.')
  return shared
}

/** The client that the provider gives. */
export function useRoster(): RosterClient {
  return useShared().client
}

export type UseSession = AuthState & Pick<RosterAuth, 'signIn' | 'signOut'>

/** Who is signed in, and how to change that. Renders again when it does. */
export function useSession(): UseSession {
  const { client, initial } = useShared()
  const { auth } = client
  const state = useSyncExternalStore(
    auth.subscribe,
    () => (auth.state.status === 'unknown' ? initial : auth.state),
    () => initial,
  )
  return useMemo(() => ({ ...state, signIn: auth.signIn, signOut: auth.signOut }), [state, auth])
}

/** The user who is signed in, or null. */
export function useUser(): UserRead | null {
  return useSession().user
}

export interface SignedInProps {
  /** Only those with this role. */
  readonly only?: Role | undefined
  /** What is shown to everybody else: a sign-in form. */
  readonly fallback?: ReactNode
  /** What is shown until it is known who is there. */
  readonly pending?: ReactNode
  readonly children?: ReactNode | ((user: UserRead) => ReactNode)
}

/** Shows what is inside to those who are signed in. The server decides what they may do; this only tidies up. */
export function SignedIn({ only, fallback = null, pending = null, children }: SignedInProps): ReactNode {
  const { status, user } = useSession()
  if (status === 'unknown') return pending
  if (user === null || (only !== undefined && user.role !== only)) return fallback
  return typeof children === 'function' ? children(user) : children
}

/** Shows what is inside to those who are not signed in. */
export function SignedOut({ children }: { readonly children?: ReactNode }): ReactNode {
  return useSession().status === 'signedOut' ? children : null
}
