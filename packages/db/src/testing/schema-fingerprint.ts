import type { Pool } from 'pg'

const OWN = "NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"

// Enough of the catalog that a change of the schema shows, and nothing that rows coming and going change.
const FINGERPRINT = `SELECT md5(string_agg(part, ',' ORDER BY part)) AS fingerprint FROM (
  SELECT concat('schema', oid, nspname) FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast)'
  UNION ALL SELECT concat('relation', oid, relname, relkind) FROM pg_class WHERE relnamespace::regnamespace::text ${OWN}
  UNION ALL SELECT concat('column', attrelid, attname, atttypid, attnotnull) FROM pg_attribute WHERE attrelid >= 16384
  UNION ALL SELECT concat('constraint', oid, conname, convalidated) FROM pg_constraint WHERE oid >= 16384
  UNION ALL SELECT concat('function', oid, proname, md5(prosrc)) FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT concat('trigger', oid, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat('setting', setdatabase, setrole, setconfig) FROM pg_db_role_setting
  UNION ALL SELECT concat('migration', migration_name, checksum, finished_at) FROM _prisma_migrations
) AS parts (part)`

/** Two databases with the same fingerprint have the same tables, functions, triggers and migrations. */
export async function schemaFingerprint(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ fingerprint: string }>(FINGERPRINT)
  return rows[0]?.fingerprint ?? ''
}
