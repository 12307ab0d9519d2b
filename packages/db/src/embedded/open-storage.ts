import { existsSync, mkdirSync, openAsBlob, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import type { Storage } from './protocol.ts'

const extensions = { pg_trgm }
// Small pieces of write-ahead log: a new directory is 10 MB smaller, and a start after a crash has 64 MB at most to
// read again instead of 1 GB.
const initDbStartParams = ['--wal-segsize=1']

/**
 * Opens the engine. A new data directory is built under another name and renamed when it is complete, so that a
 * process killed on the way leaves nothing that looks like a database. The caller holds the directory's lock.
 */
export async function openStorage(storage: Storage): Promise<PGlite> {
  if (storage.kind === 'memory') return openMemory(storage.snapshot)
  const path = join(storage.dataDir, 'pg')
  const draft = join(storage.dataDir, 'pg.new')
  rmSync(draft, { recursive: true, force: true })
  if (!existsSync(path)) {
    mkdirSync(draft, { mode: 0o700 })
    await create(draft)
    renameSync(draft, path)
  }
  return PGlite.create({ dataDir: path, extensions })
}

async function openMemory(snapshot: string | null): Promise<PGlite> {
  if (snapshot === null) return PGlite.create({ dataDir: 'memory://', extensions, initDbStartParams })
  return PGlite.create({ dataDir: 'memory://', extensions, loadDataDir: await openAsBlob(snapshot) })
}

/** Builds an empty database in memory and writes it out whole: a third faster than file by file. */
async function create(path: string): Promise<void> {
  const draft = await openMemory(null)
  const loadDataDir = await draft.dumpDataDir('none')
  await draft.close()
  const written = await PGlite.create({ dataDir: path, extensions, loadDataDir })
  await written.close()
}
