import { randomBytes } from 'node:crypto'
import { createDb, type DatabaseOptions } from '../create-db.ts'
import { assembleDatabase, type Database } from '../database.ts'
import { createEmbeddedPool } from '../pool.ts'
import { runOnServer, withDatabase } from './admin.ts'
import { leaseEngine } from './lease-engine.ts'
import { type TestDatabaseSettings, testSettings } from './settings.ts'
import { truncate } from './truncate.ts'

export type TestDbOptions = Pick<DatabaseOptions, 'limits' | 'onError'>

/** A migrated database of one's own. Disposing it removes it. */
export interface TestDb extends Database {
  /** Where it is, on a PostgreSQL server; null on the embedded engine, which lives in memory here. */
  readonly url: string | null
  /** Opens the same database once more, as a second server would. PostgreSQL only. */
  connect(options?: TestDbOptions): Promise<Database>
  /** Empties every table; the audit chain begins again. */
  truncate(): Promise<void>
}

/**
 * Gives the calling test file an empty, migrated database, on the engine that the run was given (see `global-setup`):
 * a copy of the template on PostgreSQL, an engine in memory that nobody else has otherwise.
 */
export async function createTestDb(options: TestDbOptions = {}): Promise<TestDb> {
  const settings = testSettings()
  return settings.engine === 'postgresql' ? copyTemplate(settings, options) : borrowEngine(settings, options)
}

type PostgresSettings = Extract<TestDatabaseSettings, { engine: 'postgresql' }>
type EmbeddedSettings = Extract<TestDatabaseSettings, { engine: 'embedded' }>

async function copyTemplate(settings: PostgresSettings, options: TestDbOptions): Promise<TestDb> {
  const name = `${settings.prefix}${randomBytes(4).toString('hex')}`
  const url = withDatabase(settings.url, name)
  await runOnServer(settings.url, `CREATE DATABASE "${name}" TEMPLATE "${settings.template}"`)
  const database = await createDb({ url, ...options })
  return {
    ...database,
    url,
    connect: (changes = {}) => createDb({ url, ...options, ...changes }),
    truncate: () => truncate(database.pool),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await runOnServer(settings.url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    },
  }
}

async function borrowEngine({ hostPath }: EmbeddedSettings, options: TestDbOptions): Promise<TestDb> {
  const { limits = {}, onError = () => undefined } = options
  const lease = await leaseEngine(hostPath)
  const pool = createEmbeddedPool(lease.socketDir, { limits, onError })
  const database = assembleDatabase('embedded', pool, lease)
  return {
    ...database,
    url: null,
    connect: () => Promise.reject(new Error('The embedded engine serves one client: run this test on PostgreSQL')),
    truncate: () => truncate(pool),
  }
}
