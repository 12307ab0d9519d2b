import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { type Prisma, PrismaClient } from './generated/client.ts'

const CLOSE_TIMEOUT_MS = 5_000

/** How long a call may take in the end: PostgreSQL answers in time or is away, the embedded engine serves one at a time. */
const PATIENCE_MS = { postgresql: 1_600, embedded: 8_000 } as const

/** What a store takes: the client itself, or the client of an open transaction. */
export type Db = Prisma.TransactionClient

/** An open database. Disposing it ends its connections, writes an embedded one out and gives its directory free. */
export interface Database extends AsyncDisposable {
  readonly client: PrismaClient
  /** The connections under the client, for what is not Prisma's: LISTEN, the rate limiter. */
  readonly pool: pg.Pool
  readonly engine: 'postgresql' | 'embedded'
  /** How long a call should wait for the database, however many queries it makes. */
  readonly patienceMs: number
  /** The files of an embedded engine in a directory; nothing where a server has them. */
  readonly files?: DatabaseFiles | undefined
  /** Resolves when the database answers, rejects when it has not within `timeoutMs`. */
  ping(timeoutMs: number): Promise<void>
}

export interface DatabaseFiles {
  readonly dataDir: string
  /** Copies them as they are, while the caller holds the engine's only connection. */
  copy(path: string): Promise<void>
}

/** Puts a client over a pool. `owned` is what ends after the last connection. */
export function assembleDatabase(engine: Database['engine'], pool: pg.Pool, owned?: AsyncDisposable): Database {
  const waitMs = pool.options.connectionTimeoutMillis ?? 0
  const client = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: 'minimal',
    transactionOptions: { maxWait: waitMs, timeout: PATIENCE_MS[engine] + 400 },
  })
  // Contacts nobody, but prepares the query compiler, so that the first request need not.
  client.$connect().catch(() => undefined)
  let closing: Promise<void> | undefined
  return {
    client,
    pool,
    engine,
    patienceMs: PATIENCE_MS[engine],
    ping: (timeoutMs) => ping(pool, timeoutMs),
    [Symbol.asyncDispose]() {
      closing ??= close(client, pool, owned)
      return closing
    },
  }
}

async function ping(pool: pg.Pool, timeoutMs: number): Promise<void> {
  const timer = new AbortController()
  const expiry = delay(timeoutMs, null, { signal: timer.signal }).then(() => {
    throw new Error(`The database did not answer within ${timeoutMs} ms`)
  })
  try {
    await Promise.race([pool.query('SELECT 1'), expiry])
  } finally {
    expiry.catch(() => undefined)
    timer.abort()
  }
}

async function close(client: PrismaClient, pool: pg.Pool, owned?: AsyncDisposable): Promise<void> {
  await client.$disconnect()
  // A connection that somebody never gave back must not hold up the end of the process.
  await Promise.race([pool.end(), delay(CLOSE_TIMEOUT_MS, null, { ref: false })])
  await owned?.[Symbol.asyncDispose]()
}
