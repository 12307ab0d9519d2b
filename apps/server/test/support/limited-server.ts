import { createLimits, type LimitStore, type Services } from '@roster/domain'
import { createTestServer, type TestServer } from '../../src/test-server.ts'

/** The limits that a test wants small: a third of them for `login`, four for reads … */
export interface LimitedOptions {
  /** RATE_LIMIT_SCALE. */
  readonly scale: number
  readonly trustProxy?: number | readonly string[]
  /** Where shared counters are kept, if not in the test's database. */
  readonly store?: LimitStore
  readonly wrap?: (services: Services) => Services
}

/** Asks one operation from one address. */
export interface Probe {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly payload?: object
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface LimitedServer extends TestServer {
  send(probe: Probe): Promise<ProbeReply>
}

export interface ProbeReply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** The whole app with its limits scaled down, asked without a socket, from any address. */
export async function startLimited({ scale, trustProxy, store, wrap }: LimitedOptions): Promise<LimitedServer> {
  const server = await createTestServer({
    settings: { rateLimitScale: scale },
    env: { corsOrigins: ['https://app.example'], ...(trustProxy !== undefined && { trustProxy }) },
    wrap(services) {
      const { report } = services
      const limited = store ? { ...services, limits: createLimits({ store, scale, report }) } : services
      return wrap?.(limited) ?? limited
    },
  })
  return { ...server, send: (probe) => sendTo(server.app, probe) }
}

export async function sendTo(app: TestServer['app'], probe: Probe): Promise<ProbeReply> {
  const { url, payload, method = payload === undefined ? 'GET' : 'POST', from = '192.0.2.1', headers = {} } = probe
  const reply = await app.inject({ method, url, remoteAddress: from, headers, ...(payload && { payload }) })
  return {
    status: reply.statusCode,
    headers: reply.headers,
    body: reply.body === '' ? undefined : JSON.parse(reply.body),
  }
}

/** Signing in with a wrong password, as REST and as tRPC know it. */
export const wrongLogin = (email = 'nobody@example.com'): Probe => ({
  url: '/api/v1/users/login',
  payload: { email, password: 'wrong password' },
})

export const wrongLoginOverTrpc = (email = 'nobody@example.com'): Probe => ({
  url: '/trpc/users.login',
  payload: { email, password: 'wrong password' },
})

/** The same call so often in one tRPC batch. */
export const batchOf = (calls: number, email = 'nobody@example.com'): Probe => ({
  url: `/trpc/${Array(calls).fill('users.login').join(',')}?batch=1`,
  payload: Object.fromEntries(Array.from({ length: calls }, (_, i) => [i, { email, password: 'wrong password' }])),
})
