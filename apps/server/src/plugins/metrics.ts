import { createHash, timingSafeEqual } from 'node:crypto'
import { DomainError, type SecurityEvent } from '@roster/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { isLoopback } from '../env/safety.ts'
import { readOnly } from './read-only.ts'

const DURATION_BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

/** What is counted, in Prometheus' text format. Holds no address, no name and no secret. */
export interface Metrics {
  readonly registry: Registry
  /** Counts a security event by its name; a refusal with a reason also by that. */
  countEvent(event: SecurityEvent): void
  /** Adds a value that is asked for at each scrape: `gauge('roster_hash_queue', 'Passwords waiting', () => n)`. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void
}

/** A registry of its own for each server, with the process's figures in it. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const events = new Counter({
    name: 'roster_security_events_total',
    help: 'Sign-ins, refusals and changes of accounts',
    labelNames: ['event', 'reason'],
    registers: [registry],
  })
  return {
    registry,
    countEvent: ({ event, reason }) => events.inc({ event, reason: typeof reason === 'string' ? reason : '' }),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          // A figure that cannot be had just now is left out; the others are still worth having.
          const value = await Promise.resolve()
            .then(read)
            .catch(() => Number.NaN)
          this.set(value)
        },
      })
    },
  }
}

/** Times every request by route, method and status, and serves the figures at `/metrics`. */
export function serveMetrics(app: FastifyInstance, metrics: Metrics, token: string | undefined): void {
  const durations = new Histogram({
    name: 'roster_http_request_duration_seconds',
    help: 'From the first byte of the request to the last of the reply',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [metrics.registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    // The pattern, never the path: callers could otherwise make as many series as they like.
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    done()
  })
  const isAllowed = token === undefined ? isFromThisMachine : bearerOf(token)
  readOnly(app, '/metrics', async (request, reply) => {
    if (!isAllowed(request)) throw new DomainError(token === undefined ? 'FORBIDDEN' : 'UNAUTHENTICATED')
    return reply
      .header('Cache-Control', 'no-store')
      .type(metrics.registry.contentType)
      .send(await metrics.registry.metrics())
  })
}

/** Neither through a proxy on this machine, nor from a page that a browser on it has open (DNS rebinding). */
function isFromThisMachine(request: FastifyRequest): boolean {
  const peer = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const host = URL.parse(`http://${request.headers.host}`)?.hostname ?? ''
  return isLoopback(peer) && isLoopback(host) && FORWARDED.every((name) => request.headers[name] === undefined)
}

function bearerOf(token: string): (request: FastifyRequest) => boolean {
  const expected = digest(`Bearer ${token}`)
  return (request) => timingSafeEqual(digest(request.headers.authorization ?? ''), expected)
}

const digest = (value: string) => createHash('sha256').update(value).digest()
