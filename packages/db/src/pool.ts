import pg from 'pg'
import { BoundedClient } from './bounded-client.ts'

/** Limits of a connection pool; times in milliseconds. */
export type PoolLimits = {
  /** Connections at most. The embedded engine has always one. */
  max: number
  /** For a connection, a new one or one that another call still uses. */
  connectTimeoutMs: number
  /** Until the client gives a query up and drops its connection, so that a frozen server cannot hold a call. */
  queryTimeoutMs: number
  /** Until the server cancels a query by itself: shorter, for then the connection lives on. PostgreSQL only. */
  statementTimeoutMs: number
  /** Until the server ends a transaction in which nothing happens. PostgreSQL only. */
  idleInTransactionTimeoutMs: number
}

const POSTGRES_LIMITS: PoolLimits = {
  max: 10,
  connectTimeoutMs: 1_500,
  queryTimeoutMs: 1_800,
  statementTimeoutMs: 1_600,
  idleInTransactionTimeoutMs: 10_000,
}

// One connection serves everybody in turn, on a machine that may be small: waiting is normal, not an outage.
const EMBEDDED_LIMITS: PoolLimits = { ...POSTGRES_LIMITS, max: 1, connectTimeoutMs: 5_000, queryTimeoutMs: 5_000 }

export type PoolOptions = { limits?: Partial<PoolLimits>; onError: (error: Error) => void }

/** A pool of connections to a PostgreSQL server. Times travel without a zone, so every session is in UTC. */
export function createPostgresPool(url: string, { limits: changes, onError }: PoolOptions): pg.Pool {
  const limits = { ...POSTGRES_LIMITS, ...changes }
  const { connectionString, options } = inUtc(url)
  return listening(
    new pg.Pool({
      ...sharedConfig(limits),
      connectionString,
      options,
      max: limits.max,
      statement_timeout: limits.statementTimeoutMs,
      idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    }),
    onError,
  )
}

/** The pool of the embedded engine behind the Unix socket in `socketDir`: exactly one connection, kept open. */
export function createEmbeddedPool(socketDir: string, { limits: changes, onError }: PoolOptions): pg.Pool {
  const limits = { ...EMBEDDED_LIMITS, ...changes }
  return listening(
    new pg.Pool({
      ...sharedConfig(limits),
      host: socketDir,
      port: 5432,
      user: 'postgres',
      password: 'none',
      database: 'postgres',
      ssl: false,
      max: 1,
      idleTimeoutMillis: 0,
      // The engine has one session for ever, and ignores the settings that a connection begins with.
      onConnect: async (client) => {
        await client.query('DISCARD ALL')
        await client.query("SET TimeZone = 'UTC'; SET application_name = 'roster'")
      },
    }),
    onError,
  )
}

function sharedConfig(limits: PoolLimits): pg.PoolConfig {
  return {
    Client: BoundedClient,
    application_name: 'roster',
    connectionTimeoutMillis: limits.connectTimeoutMs,
    query_timeout: limits.queryTimeoutMs,
  }
}

/** An idle connection that breaks is news, not a reason to crash: the pool has already let go of it. */
function listening(pool: pg.Pool, onError: (error: Error) => void): pg.Pool {
  pool.on('error', onError)
  return pool
}

/** `options` in the URL would win over ours: the setting goes behind them. */
function inUtc(url: string): { connectionString: string; options: string } {
  const setting = '-c TimeZone=UTC'
  const appended = (_: string, given: string) => `${given}${encodeURIComponent(` ${setting}`)}`
  return { connectionString: url.replace(/([?&]options=[^&#]*)/, appended), options: setting }
}
