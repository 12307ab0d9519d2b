import type { TokenPair, UserRead } from './api.ts'
import type { BatchCall } from './batch.ts'
import type { CallOptions } from './call.ts'
import { RosterError } from './errors.ts'
import { createKeyHolder } from './key-holder.ts'
import { type Life, startLife } from './life.ts'
import { retryDelayMs } from './retry.ts'
import { createSession, type SessionKeeper, type SessionOptions } from './session.ts'
import type { Headers } from './wire.ts'

export interface Procedure {
  readonly path: string
  readonly type: 'query' | 'mutation'
  /** `+`: for users who are signed in, `~`: a session makes a difference, empty: it makes none. */
  readonly access: '' | '+' | '~'
}

export interface CallerOptions extends Omit<SessionOptions, 'refresh'> {
  readonly send: (call: BatchCall) => Promise<unknown>
  /** In place of a session. */
  readonly apiKey: string | undefined
  readonly headers: () => Headers
  readonly defaults: { readonly timeoutMs: number; readonly retry: boolean; readonly batch: boolean }
}

export interface Caller {
  readonly session: SessionKeeper
  readonly call: (procedure: Procedure, input?: unknown, options?: CallOptions) => Promise<unknown>
}

const LOGIN = 'users.login'
const LOGOUT = 'users.logout'
const REFRESH = 'users.refresh'

/** Every call waits for it, and it can be repeated, so a try to refresh is not waited for long. */
const REFRESH_TRY_MS = 4000
const REFRESH_TOTAL_MS = 20_000
const COOKIE_HEADERS = { 'x-roster-refresh': 'cookie' }

/** Makes calls: with a valid token, again where that is safe, and with an eye on what they say about the session. */
export function createCaller({ send, apiKey, headers, defaults, ...options }: CallerOptions): Caller {
  const usesCookie = options.store === undefined
  const refreshCall: Procedure = { path: REFRESH, type: 'mutation', access: '' }
  const createKeeper = apiKey === undefined ? createSession : () => createKeyHolder(apiKey)
  const session = createKeeper({
    ...options,
    // Not for one call alone: neither its signal nor its time-out ends a refresh.
    refresh: (refreshToken, retryKey, isSuperseded) =>
      inTime(REFRESH_TOTAL_MS, {}, (life) =>
        tryUntilDone(life, true, async () => {
          if (await isSuperseded()) return undefined
          const input = usesCookie ? { retryKey } : { refreshToken, retryKey }
          return (await attempt(refreshCall, input, life, {}, REFRESH_TRY_MS)) as TokenPair
        }),
      ),
  })

  const attempt = (
    procedure: Procedure,
    input: unknown,
    life: Life,
    { batch = defaults.batch, onReply }: CallOptions,
    tryMs: number,
    token?: string,
  ): Promise<unknown> => {
    const { path, type, access } = procedure
    const handlesCookie = usesCookie && (path === LOGIN || path === LOGOUT || path === REFRESH)
    return send({
      path,
      type,
      input: handlesCookie ? (input ?? {}) : input,
      headers: {
        ...headers(),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(handlesCookie && COOKIE_HEADERS),
      },
      // Sign-in, refresh and the like are never held up by others, nor lost with them.
      alone: !batch || access !== '+' || path === LOGOUT || onReply !== undefined,
      life,
      tryMs,
      onReply,
    })
  }

  /** One try with the session's token; a second one with a new token if the server refuses the first. */
  const attemptSignedIn = async (
    procedure: Procedure,
    input: unknown,
    life: Life,
    callOptions: CallOptions,
    tryMs: number,
  ): Promise<unknown> => {
    const { access } = procedure
    const token = access === '' ? undefined : await tokenFor(access)
    try {
      return await attempt(procedure, input, life, callOptions, tryMs, token)
    } catch (error) {
      if (token === undefined || !(error instanceof RosterError) || error.code !== 'UNAUTHENTICATED') throw error
      const renewed = await session.tokenAfter(token)
      if (renewed === undefined) throw error
      return attempt(procedure, input, life, callOptions, tryMs, renewed)
    }
  }

  const tokenFor = async (access: '+' | '~'): Promise<string | undefined> => {
    if (access === '+') return session.token()
    if (session.state.status === 'unknown' && usesCookie) return undefined
    return session.token().catch(() => undefined)
  }

  const call: Caller['call'] = async (procedure, input, callOptions = {}) => {
    const { path, type } = procedure
    const { timeoutMs = defaults.timeoutMs, retry = defaults.retry, signal } = callOptions
    // Signing out twice is signing out.
    const repeatable = retry && (type === 'query' || path === LOGOUT || hasKey(input))
    const tryMs = repeatable ? timeoutMs / 3 : timeoutMs
    const data = await inTime(timeoutMs, { signal }, (life) =>
      tryUntilDone(life, repeatable, () => attemptSignedIn(procedure, input, life, callOptions, tryMs)),
    )
    await learn(path, data)
    return data
  }

  const learn = async (path: string, data: unknown): Promise<void> => {
    if (path === LOGIN || path === REFRESH) await session.adopt(data as TokenPair)
    if (path === LOGOUT) await session.end()
    if (path === 'users.get' || path === 'users.update') session.notice(data as UserRead)
  }

  return { session, call }
}

/** The server does what comes with such a key once, and answers it again. */
const hasKey = (input: unknown) => (input as { idempotencyKey?: string } | undefined)?.idempotencyKey !== undefined

async function inTime<T>(
  timeoutMs: number,
  { signal }: Pick<CallOptions, 'signal'>,
  work: (life: Life) => Promise<T>,
): Promise<T> {
  const life = startLife(timeoutMs, signal)
  try {
    return await life.race(work(life))
  } finally {
    life.dispose()
  }
}

async function tryUntilDone<T>(life: Life, repeatable: boolean, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (life.end !== undefined) throw life.end
      if (!repeatable || !(error instanceof RosterError)) throw error
      const delayMs = retryDelayMs(error, tries, life.deadlineMs)
      if (delayMs === undefined) throw error
      await life.sleep(delayMs)
    }
  }
}
