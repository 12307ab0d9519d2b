import { readFileSync } from 'node:fs'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { createTestDb } from '../testing.ts'
import { SCHEMA_PATH } from './difference.ts'
import { MIGRATIONS_DIR, readMigrations } from './files.ts'
import { openSchemaEngine } from './schema-engine.ts'

const filters = { externalTables: [], externalEnums: [] }
const schema = { path: 'schema.prisma', content: readFileSync(SCHEMA_PATH, 'utf8') }
const migrationsList = {
  baseDir: MIGRATIONS_DIR,
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
  shadowDbInitScript: '',
  migrationDirectories: (await readMigrations()).map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
  })),
}

test('Prisma’s own engine finds what the runner did up to date, and makes the same table of migrations', async () => {
  await using db = await createTestDb({ limits: { queryTimeoutMs: 10_000 } })
  const { pool } = db
  const table = await columns(pool)
  const engine = await openSchemaEngine(pool, schema)

  const diagnosis = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters })
  expect(diagnosis).toMatchObject({ editedMigrationNames: [], failedMigrationNames: [], history: null })
  expect(await engine.applyMigrations({ migrationsList, filters })).toEqual({ appliedMigrationNames: [] })

  await pool.query('DROP SCHEMA public CASCADE')
  await pool.query('CREATE SCHEMA public')
  await engine.applyMigrations({ migrationsList: { ...migrationsList, migrationDirectories: [] }, filters })
  expect(table).toHaveLength(8)
  expect(await columns(pool)).toEqual(table)
  engine.free()
})

async function columns(pool: Pool): Promise<object[]> {
  const result = await pool.query(`SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
    FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`)
  return result.rows
}
