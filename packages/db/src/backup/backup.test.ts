import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { create, extract } from 'tar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDb } from '../create-db.ts'
import type { Database } from '../database.ts'
import { migrate } from '../migrations/migrate.ts'
import { type Backup, takeBackup } from './backup.ts'
import { restoreBackup } from './restore.ts'

let folder: string
let database: Database
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roster-backup-'))
  database = await createDb({ dataDir: join(folder, 'live') })
  await migrate(database, { log: () => undefined })
  for (let turn = 0; turn < 20; turn++) await addUser(database)
})
afterAll(async () => {
  await database?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** A user and the audit event about them, in one transaction. */
const addUser = ({ client }: Database) =>
  client.$transaction(async (db) => {
    const id = randomUUID()
    const now = new Date()
    await db.user.create({ data: { id, email: `${id}@example.com`, createdAt: now, updatedAt: now } })
    await db.$executeRaw`SELECT append_audit_event(
      ${randomUUID()}::uuid, ${now}::timestamptz, 'user.registered', 'system', NULL, ${id}::uuid, '{}'::jsonb, NULL, NULL)`
  })

const backupOf = ({ pool, files }: Database): Promise<Backup> => {
  if (files === undefined) throw new Error('There is nothing to back up')
  return takeBackup(pool, files)
}

const write = async (backup: Backup, name: string): Promise<string> => {
  const file = join(folder, name)
  await pipeline(backup.read(), createWriteStream(file))
  return file
}

const usersIn = async (dataDir: string): Promise<string[]> => {
  await using restored = await createDb({ dataDir })
  const rows = await restored.client.user.findMany({ select: { email: true }, orderBy: { email: 'asc' } })
  return rows.map(({ email }) => email)
}

test('a backup that is taken while others write holds one moment, and everything up to it', async () => {
  const writers = Array.from({ length: 30 }, () => addUser(database))
  const backup = await backupOf(database)
  await Promise.all(writers)
  const { rows, auditHead } = backup.manifest
  const file = await write(backup, 'busy.tar.gz')
  await backup[Symbol.asyncDispose]()

  const dataDir = join(folder, 'restored')
  // What a killed restore leaves is in nobody's way.
  await mkdir(join(dataDir, 'restore.new', 'pg'), { recursive: true })
  const restored = await restoreBackup(file, dataDir)
  expect(restored).toMatchObject({ brokenAuditEvents: 0, manifest: { rows, auditHead } })
  // What a killed process leaves of a backup is removed at the next start.
  expect(await readdir(dataDir)).toEqual(['pg'])
  await mkdir(join(dataDir, 'backup.new-1', 'pg'), { recursive: true })
  const users = await usersIn(dataDir)
  expect(existsSync(join(dataDir, 'backup.new-1'))).toBe(false)
  expect(users).toHaveLength(rows.users ?? -1)
  // Each user came with an event: neither is there without the other.
  expect(auditHead.events).toBe(users.length)
  const live = await database.client.user.findMany({ select: { email: true } })
  expect(live.map(({ email }) => email)).toEqual(expect.arrayContaining(users))
})

test('a backup leaves nothing beside the data, signing keys stay behind', async () => {
  const now = new Date()
  const privateJwk = new Uint8Array([1])
  await database.client.signingKey.create({
    data: { kid: 'k', algorithm: 'ES256', publicJwk: {}, privateJwk, createdAt: now, activeAt: now },
  })
  {
    await using backup = await backupOf(database)
    expect(backup.manifest.rows.signing_keys).toBe(1)
    await restoreBackup(await write(backup, 'keys.tar.gz'), join(folder, 'keyless'))
  }
  await using restored = await createDb({ dataDir: join(folder, 'keyless') })
  expect(await restored.client.signingKey.count()).toBe(0)
  const names = await readdir(join(folder, 'live'))
  expect(names.filter((name) => name.startsWith('backup.'))).toEqual([])
})

describe('a restore is refused, and leaves the directory as it was,', () => {
  let file: string
  beforeAll(async () => {
    await using backup = await backupOf(database)
    file = await write(backup, 'good.tar.gz')
  })

  /** The backup, changed and packed again. */
  const changed = async (name: string, change: (path: string) => Promise<unknown>): Promise<string> => {
    const path = join(folder, name)
    await mkdir(path)
    await extract({ file, cwd: path })
    await change(path)
    const packed = join(folder, `${name}.tar.gz`)
    await create({ file: packed, cwd: path, gzip: true }, await readdir(path))
    return packed
  }

  const refused = async (archive: string, reason: RegExp) => {
    const dataDir = await mkdtemp(join(folder, 'refused-'))
    await expect(restoreBackup(archive, dataDir)).rejects.toThrow(reason)
    expect(await readdir(dataDir)).toEqual([])
  }

  test('when the directory holds anything', async () => {
    const dataDir = await mkdtemp(join(folder, 'full-'))
    await writeFile(join(dataDir, 'note.txt'), 'mine')
    await expect(restoreBackup(file, dataDir)).rejects.toThrow(/not empty: it holds note\.txt/)
    expect(await readdir(dataDir)).toEqual(['note.txt'])
  })

  test('when a server runs there', async () => {
    await expect(restoreBackup(file, join(folder, 'live'))).rejects.toThrow(/in use by process/)
  })

  test('when there is no such file, and when it is something else', async () => {
    await refused(join(folder, 'none.tar.gz'), /There is no file/)
    const text = join(folder, 'text.tar.gz')
    await writeFile(text, 'not an archive')
    await refused(text, /is no backup/)
  })

  test('when it ends too soon', async () => {
    const cut = join(folder, 'cut.tar.gz')
    const whole = await readFile(file)
    await writeFile(cut, whole.subarray(0, Math.floor(whole.length * 0.7)))
    await refused(cut, /is no backup, or damaged/)
  })

  test('when a file was changed or is missing', async () => {
    const version = (path: string) => join(path, 'pg', 'PG_VERSION')
    await refused(await changed('edited', (path) => writeFile(version(path), '99\n')), /is damaged/)
    await refused(await changed('removed', (path) => rm(version(path))), /is damaged/)
  })

  test('when the rows are not those that were counted', async () => {
    const archive = await changed('counted', async (path) => {
      const manifest = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'))
      manifest.rows.users += 1
      await writeFile(join(path, 'manifest.json'), JSON.stringify(manifest))
    })
    await refused(archive, /does not hold what was backed up/)
  })

  test('when it would write somewhere else', async () => {
    const path = join(folder, 'outside')
    await mkdir(join(path, 'inner'), { recursive: true })
    await writeFile(join(path, 'evil.txt'), 'x')
    const packed = join(folder, 'outside.tar.gz')
    await create({ file: packed, cwd: join(path, 'inner'), gzip: true, preservePaths: true }, ['../evil.txt'])
    await refused(packed, /is no backup/)
  })
})
