import type { Pool } from 'pg'

const TABLES = `SELECT string_agg(quote_ident(tablename), ', ') AS names FROM pg_tables
  WHERE schemaname = current_schema() AND tablename NOT IN ('_prisma_migrations', 'audit_head')`

/** Empties every table but the record of migrations, past the triggers that keep the audit log whole. */
export async function truncate(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ names: string }>(TABLES)
  await pool.query(`
    BEGIN;
    ALTER TABLE audit_events DISABLE TRIGGER USER;
    TRUNCATE ${rows[0]?.names} RESTART IDENTITY CASCADE;
    ALTER TABLE audit_events ENABLE TRIGGER USER;
    UPDATE audit_head SET seq = 0, hash = decode(repeat('00', 32), 'hex');
    COMMIT`)
}
