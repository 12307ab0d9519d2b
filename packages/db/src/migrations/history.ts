import type { ClientBase } from 'pg'
import type { Migration } from './files.ts'

/** The database cannot be brought to the state this code expects; the message says why and what to do. */
export class MigrationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
  }
}

type Row = { migration_name: string; checksum: string; finished_at: Date | null }

// Word for word what Prisma's own command line creates, so that `prisma migrate status` and `deploy` agree.
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`

/** Makes Prisma's table of applied migrations where there is none. The caller holds the migration lock. */
export async function createHistory(client: ClientBase): Promise<void> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NULL AS missing")
  if (rows[0].missing) await client.query(CREATE_TABLE)
}

/**
 * The migrations that the database does not have yet. Throws `MigrationError` when it has one that this code does not
 * know, one whose file has changed since, or one that failed half-way (only Prisma's command line leaves those).
 */
export async function pendingMigrations(client: ClientBase, migrations: Migration[]): Promise<Migration[]> {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  const applied = new Set<string>()
  for (const row of await readHistory(client)) {
    assertApplied(row, known.get(row.migration_name))
    applied.add(row.migration_name)
  }
  return migrations.filter((migration) => !applied.has(migration.name))
}

/** Records a migration as Prisma would. The caller's transaction holds both the record and the change itself. */
export async function recordMigration(client: ClientBase, { name, checksum }: Migration, id: string): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
    [id, checksum, name],
  )
}

async function readHistory(client: ClientBase): Promise<Row[]> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NULL AS missing")
  if (rows[0].missing) return []
  const columns = 'migration_name, checksum, finished_at'
  const result = await client.query<Row>(
    `SELECT ${columns} FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  return result.rows
}

function assertApplied(row: Row, migration: Migration | undefined): void {
  const name = row.migration_name
  if (!migration) {
    throw new MigrationError(
      `The database has the migration ${name}, which this version of Roster does not know: a newer version has used it. Run that version or a later one.`,
    )
  }
  if (row.finished_at === null) {
    throw new MigrationError(
      `The migration ${name} did not finish. See what it changed, then mark it with \`prisma migrate resolve\`.`,
    )
  }
  if (row.checksum !== migration.checksum) {
    throw new MigrationError(
      `The file of the migration ${name} has changed since it was applied. Put it back as it was, and make the change in a new migration.`,
    )
  }
}
