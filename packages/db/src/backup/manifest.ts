import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { timedQuery } from '../timed-query.ts'

export const MANIFEST = 'manifest.json'
export const FILES = 'pg'

const FORMAT = 'roster-backup-1'
/** Of the biggest table, on a small machine. */
const TIMEOUT_MS = 60_000

/** What a database holds, as a backup says it and a restored one has to show it. */
export interface Contents {
  /** The newest migration. */
  readonly schema: string | null
  /** Rows, by table. */
  readonly rows: Readonly<Record<string, number>>
  /** The end of the audit chain, its hash in hex. */
  readonly auditHead: { readonly events: number; readonly hash: string }
}

/** The first file of a backup. */
export interface Manifest extends Contents {
  readonly format: typeof FORMAT
  /** RFC 3339. */
  readonly createdAt: string
  /** Of each file its length in bytes and its SHA-256 in hex, by its path. */
  readonly files: Readonly<Record<string, readonly [bytes: number, sha256: string]>>
}

/** Counts everything, exactly. */
export async function readContents(client: ClientBase): Promise<Contents> {
  const query = async <Row extends object>(text: string) =>
    (await client.query<Row>(timedQuery(text, TIMEOUT_MS))).rows as readonly Row[]
  const tables = await query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  )
  const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM ${name}`)
  const rows = await query<{ name: string; rows: number }>(counts.join(' UNION ALL '))
  const [head] = await query<{ seq: string; hash: string }>(
    "SELECT seq::text, encode(hash, 'hex') AS hash FROM audit_head",
  )
  const [newest] = await query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1',
  )
  return {
    schema: newest?.name ?? null,
    rows: Object.fromEntries(rows.map(({ name, rows }) => [name, rows])),
    auditHead: { events: Number(head?.seq ?? 0), hash: head?.hash ?? '' },
  }
}

/** The length and the SHA-256 of every file below a directory, by its path with `/`. */
export async function checksumsOf(directory: string): Promise<Manifest['files']> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files: Record<string, readonly [number, string]> = {}
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name)
    files[relative(directory, path).split(sep).join('/')] = await checksumOf(path)
  }
  return files
}

async function checksumOf(path: string): Promise<readonly [number, string]> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      bytes += chunk.length
      hash.update(chunk)
    }
  })
  return [bytes, hash.digest('hex')]
}

export const newManifest = (contents: Contents, files: Manifest['files']): Manifest => ({
  format: FORMAT,
  createdAt: new Date().toISOString(),
  ...contents,
  files,
})

/** The manifest in a text, or nothing if that is none of this format. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const value: Partial<Manifest> = JSON.parse(text)
    const isWhole = value.format === FORMAT && value.files !== undefined && value.rows !== undefined && value.auditHead
    return isWhole ? (value as Manifest) : undefined
  } catch {
    return undefined
  }
}
