import { DomainError } from '@roster/domain'
import type { FastifyInstance } from 'fastify'
import { readOnly } from './read-only.ts'

const PING_TIMEOUT_MS = 1000

export interface HealthChecks {
  /** Resolves when the database answers a query, rejects when it has not in time. */
  ping(timeoutMs: number): Promise<void>
  /** Whether the database has the schema that this server wants. Asked after a ping, until it has. */
  isMigrated(): Promise<boolean>
}

/** `/health/live`: the process answers. `/health/ready`: it can do its work; otherwise 503. */
export function serveHealth(app: FastifyInstance, checks: HealthChecks): void {
  const check = readiness(checks)
  readOnly(app, '/health/live', (_request, reply) => reply.header('Cache-Control', 'no-store').send({ status: 'ok' }))
  readOnly(app, '/health/ready', async (_request, reply) => {
    await check()
    return reply.header('Cache-Control', 'no-store').send({ status: 'ready' })
  })
}

/** However many ask at once, the database is asked one question. Throws DATABASE_UNAVAILABLE. */
function readiness(checks: HealthChecks): () => Promise<void> {
  let migrated = false
  let running: Promise<void> | undefined
  const check = async () => {
    try {
      await checks.ping(PING_TIMEOUT_MS)
      migrated ||= await checks.isMigrated()
    } catch (cause) {
      throw new DomainError('DATABASE_UNAVAILABLE', { retryAfterSeconds: 1, cause })
    }
    if (!migrated) throw new DomainError('DATABASE_UNAVAILABLE', { retryAfterSeconds: 1 })
  }
  return () => {
    running ??= check().finally(() => {
      running = undefined
    })
    return running
  }
}
