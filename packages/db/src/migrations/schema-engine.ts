import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { Pool } from 'pg'

// The global's type comes with the DOM's, which nothing here is to see.
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

const CHAR = 18
const TEXT = 25

/** Prisma's schema engine, compiled to WebAssembly, on the database behind `pool`, which is not used for more after it. */
export async function openSchemaEngine(
  pool: Pool,
  schema: { path: string; content: string },
): Promise<bindings.SchemaEngine> {
  loaded ??= load()
  await loaded
  const adapter = bindMigrationAwareSqlAdapterFactory(catalogueAdapter(pool))
  return bindings.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter)
}

/** The bindings hold one instance, and those who use an older one fail. */
let loaded: Promise<void> | undefined

/** What the package's own entry does by importing its .wasm file, which Node still warns of. */
async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const code = await readFile(entry.replace(/\.js$/, '_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': { ...bindings } })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
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
  const connect = factory.connect.bind(factory)
  return Object.assign(factory, {
    connect: async () => {
      const adapter = await connect()
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
