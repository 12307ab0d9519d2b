import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The project's `prisma/migrations`. */
export const MIGRATIONS_DIR = join(import.meta.dirname, '../../../../prisma/migrations')

export type Migration = {
  /** Its directory's name: a time and what it does. */
  name: string
  sql: string
  /** SHA-256 of the file in hex, as Prisma records it. */
  checksum: string
}

/** All migrations in `dir`, oldest first. */
export async function readMigrations(dir: string = MIGRATIONS_DIR): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(names.sort().map((name) => readMigration(dir, name)))
}

async function readMigration(dir: string, name: string): Promise<Migration> {
  const text = await readFile(join(dir, name, 'migration.sql'), 'utf8')
  // A checkout with other line ends is not another migration; Prisma sees it the same way.
  const sql = text.replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
