import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import { timedQuery } from '../timed-query.ts'
import { MIGRATIONS_DIR, type Migration, readMigrations } from './files.ts'
import { createHistory, MigrationError, pendingMigrations, recordMigration } from './history.ts'

// The key of Prisma's own migration lock: its command line and this runner wait for each other.
const LOCK_KEY = 72_707_369
const UNLIMITED_MS = 2 ** 31 - 1

export type MigrateOptions = {
  /** Told the name of each migration once it is applied. */
  log?: (name: string) => void
  /** How long to wait for another process that migrates, and for each lock a migration needs. */
  lockTimeoutMs?: number
  dir?: string
}

/**
 * Brings a database to the newest schema and returns the names of what it applied. Each migration is one transaction,
 * its record in Prisma's `_prisma_migrations` included: at any moment it is there or it is not. Several processes may
 * do this at once. Throws `MigrationError`.
 */
export async function migrate({ pool }: { pool: Pool }, options: MigrateOptions = {}): Promise<string[]> {
  const { log, lockTimeoutMs = 60_000, dir = MIGRATIONS_DIR } = options
  const migrations = await readMigrations(dir)
  const client = await pool.connect()
  const names: string[] = []
  try {
    let pending = await pendingMigrations(client, migrations)
    while (pending.length > 0) {
      const applied = await applyNext(client, migrations, lockTimeoutMs)
      if (applied === null) break
      names.push(applied)
      log?.(applied)
      pending = pending.filter(({ name }) => name !== applied)
    }
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
  return names
}

/** Applies the oldest missing migration under the lock; null when another process has applied the last of them. */
async function applyNext(client: ClientBase, migrations: Migration[], lockTimeoutMs: number): Promise<string | null> {
  await client.query('BEGIN')
  await lock(client, lockTimeoutMs)
  await createHistory(client)
  const [next] = await pendingMigrations(client, migrations)
  if (next) {
    await recordMigration(client, next, randomUUID())
    await run(client, next)
  }
  await client.query('COMMIT')
  return next?.name ?? null
}

async function lock(client: ClientBase, lockTimeoutMs: number): Promise<void> {
  await client.query(
    `SET LOCAL statement_timeout = 0;
     SET LOCAL idle_in_transaction_session_timeout = 0;
     SET LOCAL lock_timeout = ${Math.trunc(lockTimeoutMs)}`,
  )
  try {
    await client.query(timedQuery(`SELECT pg_advisory_xact_lock(${LOCK_KEY})`, lockTimeoutMs + 2_000))
  } catch (cause) {
    const seconds = Math.ceil(lockTimeoutMs / 1_000)
    throw new MigrationError(
      `Another process has been migrating this database for ${seconds} s. Wait for it or end it, then start again.`,
      { cause },
    )
  }
}

async function run(client: ClientBase, { name, sql }: Migration): Promise<void> {
  try {
    await client.query(timedQuery(sql, UNLIMITED_MS))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(`The migration ${name} failed and changed nothing: ${reason}`, { cause })
  }
}
