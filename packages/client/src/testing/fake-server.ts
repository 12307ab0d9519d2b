import type { ErrorCode, Refresh, TokenPair, UserRead } from '../api.ts'
import type { FetchInit, FetchLike } from '../platform.ts'

export const ada: UserRead = {
  id: '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f',
  email: 'ada@example.com',
  emailVerified: true,
  name: 'Ada',
  role: 'user',
  status: 'active',
  createdAt: '2026-01-31T09:30:00.000Z',
  updatedAt: '2026-01-31T09:30:00.000Z',
  lastLoginAt: null,
}

/** What a call is answered with: data, or a problem. */
export type Answer =
  | { readonly data?: unknown }
  | { readonly problem: ErrorCode; readonly status: number; readonly retryAfterSeconds?: number }

export interface SeenRequest {
  readonly method: string
  readonly paths: readonly string[]
  readonly inputs: readonly unknown[]
  readonly headers: Readonly<Record<string, string>>
  readonly signal: FetchInit['signal']
}

/** A server of the tests, without a network: tokens that expire, refresh tokens that work once. */
export interface FakeServer {
  readonly fetch: FetchLike
  readonly requests: readonly SeenRequest[]
  /** How often a path was called. */
  count(path: string): number
  /** Answers a path in another way, from now on. */
  on(path: string, answer: (call: { readonly input: unknown; readonly token: string | undefined }) => Answer): void
  /** Runs before each request is answered; may wait, or throw as `fetch` does. */
  before(hook: (request: SeenRequest) => void | Promise<void>): void
  /** In place of the next replies: what a proxy says, or nothing at all. */
  replyWith(...replies: readonly (Error | { status: number; body: string; headers?: Record<string, string> })[]): void
  /** The next answers to calls of a path are given, and lost on the way. */
  loseReplies(path: string, count: number): void
  /** No refresh token works any longer. */
  endSession(): void
}

export function createFakeServer({ lifetimeSeconds = 900 } = {}): FakeServer {
  const requests: SeenRequest[] = []
  const special = new Map<string, Parameters<FakeServer['on']>[1]>()
  const replies: (Error | { status: number; body: string; headers?: Record<string, string> })[] = []
  const valid = new Map<string, number>()
  const losses = new Map<string, number>()
  /** The refresh that gave the newest pair. */
  let latest:
    | { readonly refreshToken: string; readonly retryKey: string | undefined; readonly pair: TokenPair }
    | undefined
  let generation = 0
  /** The refresh token that the browser has, as far as answers have reached it. */
  let cookie = ''
  let isOver = false
  let hook: Parameters<FakeServer['before']>[0] = () => undefined

  const pair = (): TokenPair => {
    generation += 1
    const accessToken = `access-${generation}`
    valid.set(accessToken, Date.now() + lifetimeSeconds * 1000)
    const refreshToken = `refresh-${generation}`
    return {
      accessToken,
      tokenType: 'Bearer',
      expiresIn: lifetimeSeconds,
      refreshToken,
      refreshExpiresIn: 604800,
      user: ada,
    }
  }

  const answer = (path: string, input: unknown, token: string | undefined): Answer => {
    const handler = special.get(path)
    if (handler !== undefined) return handler({ input, token })
    if (path === 'users.login') {
      isOver = false
      return { data: pair() }
    }
    if (path === 'users.refresh') {
      const { refreshToken = cookie, retryKey } = input as Partial<Refresh>
      const isCurrent = refreshToken === `refresh-${generation}`
      // There is no grace here: only who has the key gets an answer again.
      const isRepeated = latest?.refreshToken === refreshToken && retryKey !== undefined && latest.retryKey === retryKey
      if (isOver || generation === 0 || (!isCurrent && !isRepeated))
        return { problem: 'REFRESH_TOKEN_INVALID', status: 401 }
      if (isCurrent) latest = { refreshToken, retryKey, pair: pair() }
      if (latest) valid.set(latest.pair.accessToken, Date.now() + lifetimeSeconds * 1000)
      return { data: latest?.pair }
    }
    if (path === 'users.register') return { data: ada }
    if (token === undefined || isOver || !((valid.get(token) ?? 0) > Date.now()))
      return { problem: 'UNAUTHENTICATED', status: 401 }
    if (path === 'users.logout') {
      isOver = true
      return {}
    }
    return { data: path === 'users.get' ? ada : { path, input } }
  }

  return {
    requests,
    count: (path) => requests.flatMap(({ paths }) => paths).filter((each) => each === path).length,
    on: (path, handler) => void special.set(path, handler),
    before(next) {
      hook = next
    },
    replyWith: (...next) => void replies.push(...next),
    loseReplies: (path, count) => void losses.set(path, count),
    endSession() {
      isOver = true
    },
    async fetch(url, init) {
      const request = seen(url, init)
      requests.push(request)
      await aborted(init, hook(request))
      const reply = replies.shift()
      if (reply instanceof Error) throw reply
      if (reply !== undefined) return new Response(reply.body, reply)
      const token = request.headers.authorization?.slice('Bearer '.length)
      const answers = request.paths.map((path, index) => answer(path, request.inputs[index], token))
      const bodies = answers.map(envelope)
      const left = losses.get(request.paths[0] ?? '') ?? 0
      losses.set(request.paths[0] ?? '', left - 1)
      if (left > 0) throw new TypeError('terminated')
      cookie = `refresh-${generation}`
      const isBatch = new URL(url).searchParams.has('batch')
      return Response.json(isBatch ? bodies : bodies[0], { headers: { etag: '"1"' } })
    },
  }
}

function seen(url: string, { method, headers, body, signal }: FetchInit): SeenRequest {
  const { pathname, searchParams } = new URL(url)
  const paths = pathname.replace('/trpc/', '').split(',')
  const input: unknown = JSON.parse(body ?? searchParams.get('input') ?? 'null') ?? undefined
  const inputs = searchParams.has('batch')
    ? paths.map((_, index) => (input as unknown[] | undefined)?.[index])
    : [input]
  return { method, paths, inputs, headers, signal }
}

/** `fetch` ends as soon as its signal says so. */
async function aborted({ signal }: FetchInit, work: void | Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  await Promise.race([work, promise])
}

function envelope(answer: Answer): object {
  if (!('problem' in answer)) return { result: { data: answer.data } }
  const { problem: reason, status: httpStatus, retryAfterSeconds } = answer
  return {
    error: {
      message: reason,
      code: -32000,
      data: { code: 'X', httpStatus, reason, requestId: 'r1', retryAfterSeconds },
    },
  }
}
