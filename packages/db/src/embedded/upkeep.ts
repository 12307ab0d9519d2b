import type { Pool } from 'pg'
import { timedQuery } from '../timed-query.ts'

const INTERVAL_MS = 60_000
const MAX_LOG_BYTES = 16 * 1024 * 1024
const TIMEOUT_MS = 60_000

const LOG_BYTES = `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 AS bytes
  FROM pg_control_checkpoint()`

/**
 * Does from time to time what a PostgreSQL server's background processes do and the embedded engine has none for.
 * Disposing it stops it.
 */
export function keepEngineTidy(pool: Pool, onError: (error: Error) => void): Disposable {
  const timer = setInterval(() => void tidyEngine(pool).catch(onError), INTERVAL_MS)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/**
 * Once enough has been written, gives the space of deleted rows back, counts the rows for the planner, and begins the
 * write-ahead log anew: else the log grows until the disk is full, and all of it is read again after a crash. Says
 * whether it was time.
 */
export async function tidyEngine(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ bytes: number }>(LOG_BYTES)
  if ((rows[0]?.bytes ?? 0) < MAX_LOG_BYTES) return false
  await pool.query(timedQuery('VACUUM (ANALYZE)', TIMEOUT_MS))
  await pool.query(timedQuery('CHECKPOINT', TIMEOUT_MS))
  return true
}
