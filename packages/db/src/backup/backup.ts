import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { create } from 'tar'
import type { Database, DatabaseFiles } from '../database.ts'
import { timedQuery } from '../timed-query.ts'
import { DRAFT_PREFIX } from './leftovers.ts'
import { checksumsOf, FILES, MANIFEST, type Manifest, newManifest, readContents } from './manifest.ts'

const CHECKPOINT_TIMEOUT_MS = 60_000
/** Half the time of the usual 6, and hardly larger. */
const GZIP_LEVEL = 3

/** A copy of a database at one moment. Disposing it removes it. */
export interface Backup extends AsyncDisposable {
  readonly manifest: Manifest
  /** For how long nobody else could use the database, in milliseconds. */
  readonly heldMs: number
  /** The copy as a tar archive packed with gzip, as fast as somebody reads it. */
  read(): Readable
}

/**
 * Copies an embedded database while it is in use: its only connection is held until everything is on the disk, counted and
 * copied there, and everybody else goes on before the copy is packed.
 */
export async function takeBackup(pool: Database['pool'], files: DatabaseFiles): Promise<Backup> {
  const draft = join(files.dataDir, `${DRAFT_PREFIX}${randomBytes(6).toString('hex')}`)
  const remove = () => rm(draft, { recursive: true, force: true })
  try {
    await mkdir(draft, { mode: 0o700 })
    const { contents, heldMs } = await copyHeld(pool, files, join(draft, FILES))
    const manifest = newManifest(contents, await checksumsOf(join(draft, FILES)))
    await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest)}\n`)
    return {
      manifest,
      heldMs,
      read: () => pack(draft),
      [Symbol.asyncDispose]: remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Node's own gzip works beside the event loop, the one of `tar` would hold it. */
function pack(draft: string): Readable {
  const gzip = createGzip({ level: GZIP_LEVEL })
  pipeline(Readable.from(create({ cwd: draft, portable: true }, [MANIFEST, FILES])), gzip, () => undefined)
  return gzip
}

async function copyHeld(pool: Database['pool'], files: DatabaseFiles, path: string) {
  // Most of what has to be written is, before everybody waits for the rest.
  await pool.query(timedQuery('CHECKPOINT', CHECKPOINT_TIMEOUT_MS))
  const client = await pool.connect()
  const start = performance.now()
  try {
    const contents = await readContents(client)
    await client.query(timedQuery('CHECKPOINT', CHECKPOINT_TIMEOUT_MS))
    await files.copy(path)
    return { contents, heldMs: Math.round(performance.now() - start) }
  } finally {
    client.release()
  }
}
