import type { AddressInfo } from 'node:net'
import type { Role, UserStatus } from '@roster/contract'
import type { Services, Settings } from '@roster/domain'
import { createApiKey, deleteUser, login, updateUser } from '@roster/domain'
import { systemContext, TEST_PASSWORD, type TestWorld } from '@roster/domain/testing'
import type { AppDeps } from '../../src/app.ts'
import { createTestServer } from '../../src/test-server.ts'
import { operation } from './operations.ts'
import { bearer, type Caller, json, type Result, readReply, requestOf, type Wire, type WireRequest } from './wire.ts'

export { TEST_PASSWORD }

/** Somebody with an account and a session. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly token: string
  readonly refreshToken: string
  readonly sessionId: string
}

/** An API key, and who has made it. */
export interface Key extends Person {
  readonly keyId: string
}

export interface KeyOptions {
  readonly by?: Person
  readonly ipRanges?: readonly string[]
}

export interface Traits {
  readonly email?: string
  readonly name?: string
  readonly role?: Role
  readonly status?: UserStatus
  readonly verified?: boolean
}

/** The whole server on a free port, on a database of its own, with a clock that stands and mails in memory. */
export interface LiveServer extends AsyncDisposable {
  readonly url: string
  readonly world: TestWorld
  /** What was logged so far. */
  log(): string
  /** Registers somebody with TEST_PASSWORD, signs them in, and then disables or deletes them if that is asked for. */
  person(traits?: Traits): Promise<Person>
  /** An API key that may be used for an hour, made by an administrator: a new one, unless somebody is named. */
  key(scopes: readonly string[], options?: KeyOptions): Promise<Key>
  /** Another session of the same person. */
  signIn(person: Pick<Person, 'email'>): Promise<Omit<Person, 'id' | 'email'>>
  fetch(path: string, init?: RequestInit): Promise<Response>
  send(request: WireRequest): Promise<Response>
  /** Calls an operation. Throws when it answers with an error that its documentation does not name. */
  call(wire: Wire, id: string, input?: unknown, caller?: Caller): Promise<Result>
  /** A request below `/api/v1`, and one below `/trpc/`, as they are written. */
  rest(path: string, init?: CallInit): Promise<Result>
  trpc(path: string, init?: CallInit): Promise<Result>
  /** Sends a body as it is to an operation without path parameters. */
  sendBody(wire: Wire, id: string, body: string | Uint8Array, headers?: Record<string, string>): Promise<Result>
  /** Until disposed, every call that comes as far as its limits fails with this. */
  failWith(error: unknown): Disposable
}

type CallInit = RequestInit & { readonly as?: Pick<Person, 'token'> }

export interface LiveServerOptions {
  readonly env?: Partial<AppDeps['env']>
  readonly settings?: Partial<Settings>
  readonly deps?: Partial<AppDeps>
}

export async function startServer(options: LiveServerOptions = {}): Promise<LiveServer> {
  await using resources = new AsyncDisposableStack()
  let failure: { readonly error: unknown } | undefined
  const server = resources.use(
    await createTestServer({
      ...options,
      // Tests act as as many clients as they like.
      env: { trustProxy: ['127.0.0.1'], ...options.env },
      wrap: (services) => ({ ...services, limits: failing(services.limits, () => failure) }),
    }),
  )
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
  const { world } = server
  const request = (path: string, init?: RequestInit) => fetch(url + path, { redirect: 'manual', ...init })
  const signIn: LiveServer['signIn'] = async ({ email }) => {
    const { accessToken, refreshToken } = await login(world.context(), { email, password: TEST_PASSWORD })
    const claims = await world.services.accessTokens.verify(accessToken)
    return { token: accessToken, refreshToken, sessionId: claims?.sessionId ?? '' }
  }
  const ask = async (wire: Wire, path: string, { as, ...init }: CallInit = {}) =>
    readReply(wire, await request(path, { ...init, headers: { ...init.headers, ...(as && bearer(as)) } }))
  const owned = resources.move()

  const live: LiveServer = {
    url,
    world,
    log: server.log,
    async person({ status, ...traits } = {}) {
      const { id, email } = await world.user({ verified: world.services.settings.requireVerifiedEmail, ...traits })
      const session = await signIn({ email })
      const system = systemContext(world.services)
      if (status === 'disabled') await updateUser(system, { userId: id, status })
      if (status === 'deleted') await deleteUser(system, { userId: id })
      return { id, email, ...session }
    },
    async key(scopes, { by, ipRanges = [] } = {}) {
      const creator = by ?? (await live.person({ role: 'admin' }))
      const actor = { type: 'user', user: await world.stored(creator), sessionId: creator.sessionId } as const
      const expiresAt = new Date(world.services.now().getTime() + 3600_000).toISOString()
      const input = { name: 'Test', scopes: [...scopes], expiresAt, ipRanges: [...ipRanges] }
      const { id, secret } = await createApiKey({ ...world.context(), actor }, input)
      return { ...creator, keyId: id, token: secret }
    },
    signIn,
    fetch: request,
    send: ({ url: path, ...init }) => request(path, init),
    async call(wire, id, input, caller) {
      const op = operation(id)
      const { url: path, ...init } = requestOf(wire, op, input, caller)
      const result = await readReply(wire, await request(path, init))
      if (!result.ok && !op.documented.has(result.code)) throw new Error(`${id} does not document ${result.code}`)
      return result
    },
    rest: (path, init) => ask('REST', `/api/v1${path}`, init),
    trpc: (path, init) => ask('tRPC', `/trpc/${path}`, init),
    sendBody(wire, id, body, headers = json) {
      const { path, method } = operation(id)
      const [url, verb] = wire === 'REST' ? [`/api/v1${path}`, method] : [`/trpc/${id}`, 'POST']
      return ask(wire, url, { method: verb, headers, body: body as string })
    },
    failWith(error) {
      failure = { error }
      return {
        [Symbol.dispose]() {
          failure = undefined
        },
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
  return live
}

function failing(
  limits: Services['limits'],
  failure: () => { readonly error: unknown } | undefined,
): Services['limits'] {
  return {
    ...limits,
    async consume(name, key) {
      const failed = failure()
      if (failed !== undefined) throw failed.error
      return limits.consume(name, key)
    },
  }
}
