import type { Pool } from 'pg'
import { readMigrations } from './files.ts'
import { pendingMigrations } from './history.ts'

/** How many migrations a database is behind this code. Throws `MigrationError` when it is ahead, or was changed. */
export async function countPendingMigrations({ pool }: { pool: Pool }): Promise<number> {
  const migrations = await readMigrations()
  const client = await pool.connect()
  try {
    return (await pendingMigrations(client, migrations)).length
  } finally {
    client.release()
  }
}
