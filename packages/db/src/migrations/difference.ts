import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Pool } from 'pg'
import { startEngine } from '../embedded/start.ts'
import { createEmbeddedPool } from '../pool.ts'
import { MIGRATIONS_DIR } from './files.ts'
import { migrate } from './migrate.ts'
import { openSchemaEngine } from './schema-engine.ts'

/** The project's schema. */
export const SCHEMA_PATH = join(MIGRATIONS_DIR, '../schema.prisma')

/**
 * The SQL that leads from the migrations in `dir`, replayed into a fresh engine in memory, to a schema; empty
 * when they agree. It knows what Prisma's schema language knows: functions, triggers, CHECK constraints and indexes
 * over expressions are neither proposed nor dropped.
 */
export async function schemaDifference(dir = MIGRATIONS_DIR, schemaPath = SCHEMA_PATH): Promise<string> {
  await using shadow = await startEngine({ kind: 'memory', snapshot: null }, () => undefined)
  const pool = createEmbeddedPool(shadow.socketDir, { onError: () => undefined })
  try {
    await migrate({ pool }, { dir })
    return await differenceFrom(pool, schemaPath)
  } finally {
    await pool.end()
  }
}

/** The same from a database as it is now. */
export async function differenceFrom(pool: Pool, schemaPath = SCHEMA_PATH): Promise<string> {
  const schema = { path: basename(schemaPath), content: await readFile(schemaPath, 'utf8') }
  const engine = await openSchemaEngine(pool, schema)
  try {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: MIGRATIONS_DIR },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return exitCode === 0 ? '' : (stdout ?? '')
  } finally {
    engine.free()
  }
}
