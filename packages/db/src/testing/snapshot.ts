import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEngine } from '../embedded/start.ts'
import { readMigrations } from '../migrations/files.ts'
import { migrate } from '../migrations/migrate.ts'
import { createEmbeddedPool } from '../pool.ts'

const CACHE_DIR = join(import.meta.dirname, '../../../../node_modules/.cache/roster')
const KEEP_MS = 2 * 24 * 3600 * 1000
/** What makes a database what it is, beside the migrations. */
const SOURCES = ['embedded/open-storage.ts', 'migrations/history.ts', 'migrations/migrate.ts']

/** The path of a tar file with a migrated database, made when there is none of these migrations yet. */
export async function readySnapshot(): Promise<string> {
  const path = join(CACHE_DIR, `test-${await identity()}.tar`)
  if (existsSync(path)) return path
  await mkdir(CACHE_DIR, { recursive: true })
  await removeOld()
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  try {
    await using engine = await startEngine({ kind: 'memory', snapshot: null }, () => undefined)
    const pool = createEmbeddedPool(engine.socketDir, { onError: () => undefined })
    await migrate({ pool })
    await pool.end()
    await engine.dump(draft)
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
  return path
}

/**
 * The path of a data directory with the same database, made when there is none yet. Servers that start on a copy of it
 * are spared their first start. It is only to be copied.
 */
export async function readyDataDir(): Promise<string> {
  const snapshot = await readySnapshot()
  const path = snapshot.replace(/\.tar$/, '')
  if (existsSync(path)) return path
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  await mkdir(join(draft, 'pg'), { recursive: true, mode: 0o700 })
  await promisify(execFile)('tar', ['-xf', snapshot, '-C', join(draft, 'pg')])
  // Of two runs that make it at the same time the first has made it.
  await rename(draft, path).catch(() => rm(draft, { recursive: true, force: true }))
  return path
}

async function identity(): Promise<string> {
  const hash = createHash('sha256').update(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
  for (const { name, checksum } of await readMigrations()) hash.update(`${name} ${checksum}\n`)
  for (const source of SOURCES) hash.update(await readFile(join(import.meta.dirname, '..', source)))
  return hash.digest('hex').slice(0, 16)
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(CACHE_DIR)) {
    const path = join(CACHE_DIR, name)
    if (name.startsWith('test-') && Date.now() - (await stat(path)).mtimeMs > KEEP_MS)
      await rm(path, { recursive: true, force: true })
  }
}
