import { resolve } from 'node:path'
import { removeUnfinishedBackups } from './backup/leftovers.ts'
import { assembleDatabase, type Database } from './database.ts'
import { lockDataDir } from './embedded/lock.ts'
import { startEngine } from './embedded/start.ts'
import { keepEngineTidy } from './embedded/upkeep.ts'
import { createEmbeddedPool, createPostgresPool, type PoolLimits } from './pool.ts'

/** A PostgreSQL server, or the embedded engine in a directory of this machine. */
export type DatabaseLocation = { url: string } | { dataDir: string }

export type DatabaseOptions = DatabaseLocation & {
  limits?: Partial<PoolLimits>
  /** Hears of what happens outside any call: a broken idle connection, an embedded engine that ended. */
  onError?: (error: Error) => void
}

/**
 * Opens a database; it applies no migration (see `migrate`). A PostgreSQL server is not contacted before the first
 * query. Throws `DataDirLockedError` when another process uses the directory, `EmbeddedEngineError` when the engine
 * does not start.
 */
export async function createDb(options: DatabaseOptions): Promise<Database> {
  const { limits = {}, onError = () => undefined } = options
  if ('url' in options) return assembleDatabase('postgresql', createPostgresPool(options.url, { limits, onError }))

  const dataDir = resolve(options.dataDir)
  await using resources = new AsyncDisposableStack()
  resources.use(lockDataDir(dataDir))
  removeUnfinishedBackups(dataDir)
  const engine = resources.use(await startEngine({ kind: 'directory', dataDir }, onError))
  const pool = createEmbeddedPool(engine.socketDir, { limits, onError })
  resources.use(keepEngineTidy(pool, onError))
  const files = { dataDir, copy: (path: string) => engine.copy(path) }
  return { ...assembleDatabase('embedded', pool, resources.move()), files }
}
