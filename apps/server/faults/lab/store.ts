import { cpSync, rmSync } from 'node:fs'
import { createDb, type Database } from '@roster/db'
import type { Settings } from './server-process.ts'

/** Where a server keeps its data, and how the test looks into it while no server runs. */
export interface Store {
  readonly settings: Settings
  inspect<Result>(look: (database: Database) => Promise<Result>): Promise<Result>
}

/** Long enough for a look at everything at once. */
const PATIENT = { connectTimeoutMs: 30_000, queryTimeoutMs: 60_000, statementTimeoutMs: 60_000 }

export function embeddedStore(dataDir: string): Store {
  return {
    settings: { DATA_DIR: dataDir },
    async inspect(look) {
      await using database = await createDb({ dataDir, limits: PATIENT })
      return await look(database)
    },
  }
}

/** `url` leads to the database itself; the server may be sent through a proxy. */
export function postgresStore(url: string, dataDir: string, serverUrl = url): Store {
  return {
    settings: { DATABASE_URL: serverUrl, DATA_DIR: dataDir },
    async inspect(look) {
      await using database = await createDb({ url, limits: PATIENT })
      return await look(database)
    },
  }
}

/** A copy of a data directory that no process uses; the name of its last owner stays behind. */
export function copyDataDir(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  for (const name of ['lock', 'socket']) rmSync(`${to}/${name}`, { force: true })
}
