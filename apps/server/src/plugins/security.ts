import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

const CORS_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const CORS_REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'X-Request-Id',
  'trpc-accept',
]
const CORS_RESPONSE_HEADERS = [
  'ETag',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
]
const PREFLIGHT_SECONDS = 7200
const HSTS_SECONDS = 365 * 24 * 3600

/** What is not a page shows nothing, loads nothing and is framed by nobody. */
const NOTHING = policy({
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
})

const UNUSED_FEATURES = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'microphone',
  'payment',
  'usb',
]

/** A content security policy (CSP level 3) as its header. */
export function policy(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')
}

/** The headers of every reply. Pages replace the content security policy by their own. */
export function securityHeaders(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': NOTHING,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': UNUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(publicUrl.startsWith('https://') && { 'Strict-Transport-Security': `max-age=${HSTS_SECONDS}` }),
  }
}

/** Puts the same headers on every reply, before anything can fail. */
export function setHeaders(app: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}

/** Lets browser applications on the listed origins call the API; for every other origin there is no sign of CORS. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  const listed = new Set(origins)
  await app.register(cors, {
    delegator: (request, done) => {
      const { origin } = request.headers
      done(null, {
        origin: origin !== undefined && listed.has(origin) ? origin : false,
        // Any other OPTIONS request is answered by the route, with `Allow`.
        preflight: request.headers['access-control-request-method'] !== undefined,
        credentials: true,
        methods: CORS_METHODS,
        allowedHeaders: CORS_REQUEST_HEADERS,
        exposedHeaders: CORS_RESPONSE_HEADERS,
        maxAge: PREFLIGHT_SECONDS,
      })
    },
  })
}
