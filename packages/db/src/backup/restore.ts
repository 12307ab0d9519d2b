import { mkdirSync, readdirSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { extract } from 'tar'
import { lockDataDir } from '../embedded/lock.ts'
import { startEngine } from '../embedded/start.ts'
import { readMigrations } from '../migrations/files.ts'
import { pendingMigrations } from '../migrations/history.ts'
import { createEmbeddedPool } from '../pool.ts'
import { timedQuery } from '../timed-query.ts'
import { checksumsOf, FILES, MANIFEST, type Manifest, parseManifest, readContents } from './manifest.ts'

const DRAFT = 'restore.new'
/**
 * What may be there already: the lock is ours, the secret may have been put there for the server to come, and the draft is
 * what a restore left that was killed; none has gone further than that before it was proven.
 */
const ALLOWED = new Set(['lock', 'auth-secret', DRAFT])
const TIMEOUT_MS = 10 * 60_000

/** A backup was not restored; the message says why and what to do. The directory is as it was. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError'
}

export interface Restored {
  readonly manifest: Manifest
  /** Places at which the audit chain does not hold. They were there when the backup was taken. */
  readonly brokenAuditEvents: number
}

/**
 * Unpacks a backup into a directory that has nothing in it, and proves that it is what was backed up: every file by its
 * checksum, and the started database by the number of its rows and the end of its audit chain. Signing keys are left
 * out: the server makes new ones under whatever AUTH_SECRET it is given.
 * @throws RestoreError; DataDirLockedError when a server runs there
 */
export async function restoreBackup(file: string, directory: string): Promise<Restored> {
  const dataDir = resolve(directory)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  using _lock = lockDataDir(dataDir)
  const present = readdirSync(dataDir).filter((name) => !ALLOWED.has(name))
  if (present.length > 0) {
    throw new RestoreError(
      `${dataDir} is not empty: it holds ${present.slice(0, 3).join(', ')}. Restore into a new directory, and point DATA_DIR there; nothing is ever overwritten.`,
    )
  }
  const draft = join(dataDir, DRAFT)
  await rm(draft, { recursive: true, force: true })
  try {
    const manifest = await unpack(file, draft)
    const brokenAuditEvents = await prove(draft, manifest)
    await rename(join(draft, FILES), join(dataDir, FILES))
    return { manifest, brokenAuditEvents }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Everything in the archive, checked file by file. */
async function unpack(file: string, draft: string): Promise<Manifest> {
  await mkdir(draft, { mode: 0o700 })
  try {
    const isOurs = (path: string) => path === MANIFEST || path === FILES || path.startsWith(`${FILES}/`)
    await extract({
      file,
      cwd: draft,
      strict: true,
      preserveOwner: false,
      filter: (path, entry) =>
        isOurs(path.replace(/\/$/, '')) && 'type' in entry && ['File', 'Directory'].includes(entry.type),
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT' && !(await exists(file))) {
      throw new RestoreError(`There is no file ${file}.`)
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new RestoreError(`${file} is no backup, or damaged: ${reason}. Take another one.`, { cause: error })
  }
  const manifest = parseManifest(await readFile(join(draft, MANIFEST), 'utf8').catch(() => ''))
  if (manifest === undefined)
    throw new RestoreError(`${file} is no backup of this version of Roster: it has no manifest.`)
  const present = await checksumsOf(join(draft, FILES)).catch(() => ({}))
  if (!isDeepStrictEqual(present, manifest.files)) {
    throw new RestoreError(`${file} is damaged: its files are not those that were backed up. Take another one.`)
  }
  return manifest
}

const exists = (file: string) =>
  readdir(resolve(file, '..')).then(
    (names) => names.some((name) => resolve(file, '..', name) === resolve(file)),
    () => false,
  )

/** Starts the database and counts. @returns at how many places the audit chain is broken */
async function prove(dataDir: string, manifest: Manifest): Promise<number> {
  await using engine = await startEngine({ kind: 'directory', dataDir }, () => undefined)
  const limits = { queryTimeoutMs: TIMEOUT_MS, connectTimeoutMs: TIMEOUT_MS }
  const pool = createEmbeddedPool(engine.socketDir, { limits, onError: () => undefined })
  const client = await pool.connect()
  try {
    await pendingMigrations(client, await readMigrations())
    const { schema, rows, auditHead } = await readContents(client)
    if (!isDeepStrictEqual({ schema, rows, auditHead }, contentsOf(manifest))) {
      throw new RestoreError('The restored database does not hold what was backed up. Take another backup.')
    }
    const broken = await client.query<{ count: number }>(
      timedQuery('SELECT count(*)::int AS count FROM verify_audit_chain()', TIMEOUT_MS),
    )
    await client.query('DELETE FROM signing_keys')
    await client.query(timedQuery('CHECKPOINT', TIMEOUT_MS))
    return broken.rows[0]?.count ?? 0
  } finally {
    client.release()
    await pool.end()
  }
}

const contentsOf = ({ schema, rows, auditHead }: Manifest) => ({ schema, rows, auditHead })
