import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import type { Pool } from 'pg'
import { startEngine } from '../embedded/start.ts'
import { createEmbeddedPool } from '../pool.ts'
import { MIGRATIONS_DIR } from './files.ts'
import { migrate } from './migrate.ts'

const SCHEMA_PATH = join(MIGRATIONS_DIR, '../schema.prisma')
const CHAR = 18
const TEXT = 25

/**
 * The SQL that leads from the migrations in `dir`, replayed into a fresh engine in memory, to a schema; empty
 * when they agree. It knows what Prisma's schema language knows: functions, triggers, CHECK constraints and indexes
 * over expressions are neither proposed nor dropped.
 */
export async function schemaDifference(dir: string = MIGRATIONS_DIR, schemaPath = SCHEMA_PATH): Promise<string> {
  await using shadow = await startEngine({ kind: 'memory', snapshot: null }, () => undefined)
  const pool = createEmbeddedPool(shadow.socketDir, { onError: () => undefined })
  try {
    await migrate({ pool }, { dir })
    return await differenceFrom(pool, schemaPath)
  } finally {
    await pool.end()
  }
}

async function differenceFrom(pool: Pool, schemaPath: string): Promise<string> {
  const path = basename(schemaPath)
  const content = await readFile(schemaPath, 'utf8')
  const files = [{ path, content }]
  const adapter = bindMigrationAwareSqlAdapterFactory(catalogueAdapter(pool))
  const engine = await SchemaEngine.new({ datamodels: [[path, content]] }, () => undefined, adapter)
  try {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: MIGRATIONS_DIR },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return exitCode === 0 ? '' : (stdout ?? '')
  } finally {
    engine.free()
  }
}

/**
 * Prisma's adapter, made to read the system catalogue's "char" columns too: it refuses their type by itself. The schema
 * engine asks one thing at a time, so the last result is the one being converted.
 */
function catalogueAdapter(pool: Pool): SqlMigrationAwareDriverAdapterFactory {
  let charColumns: boolean[] = []
  const query = pool.query.bind(pool)
  const patched = async (...args: never[]): Promise<unknown> => {
    const result: { fields: { dataTypeID: number }[] } = await Reflect.apply(query, pool, args)
    charColumns = result.fields.map((field) => field.dataTypeID === CHAR)
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT
    return result
  }
  const factory = new PrismaPg(Object.assign(pool, { query: patched }))
  return Object.assign(factory, {
    connect: async () => {
      const adapter = await PrismaPg.prototype.connect.call(factory)
      const queryRaw = adapter.queryRaw.bind(adapter)
      return Object.assign(adapter, {
        queryRaw: async (sql: SqlQuery) => {
          const result = await queryRaw(sql)
          const columnTypes = result.columnTypes.map((type, i) => (charColumns[i] ? ColumnTypeEnum.Character : type))
          return { ...result, columnTypes }
        },
      })
    },
  })
}
