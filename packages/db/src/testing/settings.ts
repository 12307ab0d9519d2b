import { inject } from 'vitest'

/** What a test run prepared once and every test file starts from. */
export type TestDatabaseSettings =
  /** A server, and there a migrated database to copy; the copies' names begin with `prefix`. */
  | { engine: 'postgresql'; url: string; prefix: string; template: string }
  /** Where engines are lent: see `engine-host`. */
  | { engine: 'embedded'; hostPath: string }

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL server that tests run on, as a URL; empty or absent for the embedded engine. */
    databaseUrl: string
    /** Set by this package's global setup. */
    testDatabase: TestDatabaseSettings
    /** Set by this package's global setup: an embedded server's data directory with an empty database, to be copied. */
    readyDataDir: string
  }
}

/** What the global setup of the running test provided. */
export function testSettings(): TestDatabaseSettings {
  const settings: TestDatabaseSettings | undefined = inject('testDatabase')
  if (settings) return settings
  throw new Error("No test database: add '@roster/db/testing/global-setup' to globalSetup in vitest.config.ts")
}
