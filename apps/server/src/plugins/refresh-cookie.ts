import { DomainError } from '@roster/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What a browser client sends to have its refresh token kept in a cookie. */
export const COOKIE_REQUEST_HEADER = 'x-roster-refresh'
/** Bound to this host and to TLS by its prefix (RFC 6265bis §4.1.3.2). Browsers count loopback as safe. */
export const REFRESH_COOKIE = '__Host-roster_refresh'

const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict'
const VERBS = { login: 'login', refresh: 'refresh', logout: 'logout' } as const
type Verb = keyof typeof VERBS

interface WireNames {
  readonly refreshToken: string
  readonly refreshExpiresIn: string
}

const TRPC_NAMES: WireNames = { refreshToken: 'refreshToken', refreshExpiresIn: 'refreshExpiresIn' }
const REST_NAMES: WireNames = { refreshToken: 'refresh_token', refreshExpiresIn: 'refresh_expires_in' }

/**
 * Keeps the refresh token of a browser in an `HttpOnly` cookie, for requests that ask for it with
 * `X-Roster-Refresh: cookie`: signing in sets it and leaves it out of the body, a refresh takes it from there and
 * replaces it, signing out removes it. Nothing else ever looks at the cookie. Such requests must be JSON from a page of
 * our own origin, else they are FORBIDDEN (ASVS 3.5): the cookie alone gives no other site anything to ride on.
 */
export function keepRefreshInCookie(app: FastifyInstance, { publicUrl }: { readonly publicUrl: string }): void {
  const ownOrigin = new URL(publicUrl).origin

  app.addHook('preHandler', (request, _reply, done) => {
    const asked = askedFor(request)
    if (asked === undefined) return done()
    if (!isSameOrigin(request, ownOrigin) || !isJson(request)) return done(new DomainError('FORBIDDEN'))
    if (request.url.includes('?')) return done(new DomainError('MALFORMED_REQUEST'))
    if (asked.verb !== 'refresh') return done()
    const token = cookieOf(request)
    if (token === undefined) return done(new DomainError('REFRESH_TOKEN_INVALID'))
    request.body = withToken(request.body, { [asked.names.refreshToken]: token })
    done()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    const asked = askedFor(request)
    if (asked === undefined) return done(null, payload)
    if (asked.verb === 'logout') {
      // Whoever is not signed in any longer is signed out as well.
      if (reply.statusCode < 300 || reply.statusCode === 401) reply.header('Set-Cookie', cookie('', 0))
      return done(null, payload)
    }
    // A refused refresh leaves the cookie alone: another tab may have signed in meanwhile.
    if (reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload)
    const { token, maxAgeSeconds, rest } = takeToken(payload, asked.names)
    reply.header('Set-Cookie', cookie(token, maxAgeSeconds))
    done(null, rest)
  })
}

/** What a request asks the cookie for; nothing for all others. */
function askedFor(request: FastifyRequest): { readonly verb: Verb; readonly names: WireNames } | undefined {
  if (request.headers[COOKIE_REQUEST_HEADER] !== 'cookie' || request.method !== 'POST') return undefined
  const [, trpc, rest] = /^(?:\/trpc\/users\.(\w+)|\/api\/v1\/users\/(\w+)\/?)(?:\?|$)/.exec(request.url) ?? []
  const verb = VERBS[(trpc ?? rest) as Verb]
  return verb && { verb, names: trpc === undefined ? REST_NAMES : TRPC_NAMES }
}

/** By what only the browser itself can say. A request with neither header comes from no page, and has no use for a cookie. */
function isSameOrigin({ headers, protocol }: FastifyRequest, ownOrigin: string): boolean {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  if (origin !== undefined) return origin === ownOrigin || origin === `${protocol}://${host}`
  return site !== undefined
}

const isJson = ({ headers }: FastifyRequest) => /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')

function cookieOf({ headers }: FastifyRequest): string | undefined {
  const pairs = headers.cookie?.split(';').map((pair) => pair.trim().split('=')) ?? []
  return pairs.find(([name]) => name === REFRESH_COOKIE)?.[1] || undefined
}

/** The body with the token in it. What is no JSON object goes on as it is, to whoever refuses it. */
function withToken(body: unknown, token: Readonly<Record<string, string>>): unknown {
  // Spliced and not parsed, byte for byte: doubled names and the like are still there for the parser to refuse.
  const text = Buffer.isBuffer(body) ? body.toString('latin1') : typeof body === 'string' ? body : ''
  const [, fields] = /^\s*\{\s*(.*)$/s.exec(text || '{}') ?? []
  if (fields === undefined) return body
  const joined = `${JSON.stringify(token).slice(0, -1)}${fields.startsWith('}') ? '' : ','}${fields}`
  return typeof body === 'string' ? joined : Buffer.from(joined, 'latin1')
}

const cookie = (token: string, maxAgeSeconds: number) =>
  `${REFRESH_COOKIE}=${token}; ${ATTRIBUTES}; Max-Age=${maxAgeSeconds}`

/** Takes the refresh token out of a pair, whichever wire it is on its way by. */
function takeToken(
  payload: string,
  { refreshToken, refreshExpiresIn }: WireNames,
): { readonly token: string; readonly maxAgeSeconds: number; readonly rest: string } {
  const reply: { result?: { data: Record<string, unknown> } } & Record<string, unknown> = JSON.parse(payload)
  const pair = reply.result?.data ?? reply
  const token = String(pair[refreshToken])
  pair[refreshToken] = ''
  return { token, maxAgeSeconds: Number(pair[refreshExpiresIn]), rest: JSON.stringify(reply) }
}
