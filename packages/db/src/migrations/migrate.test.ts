import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDb } from '../create-db.ts'
import { makeTempDir } from '../testing/child.ts'
import { createTestDb, type TestDb, testSettings } from '../testing.ts'
import { MIGRATIONS_DIR, readMigrations } from './files.ts'
import { MigrationError } from './history.ts'
import { migrate } from './migrate.ts'

let db: TestDb
beforeAll(async () => {
  db = await createTestDb({ limits: { statementTimeoutMs: 300, queryTimeoutMs: 400 } })
})
afterAll(() => db[Symbol.asyncDispose]())
beforeEach(async () => {
  await db.pool.query({ ...patient, text: 'DROP SCHEMA public CASCADE; CREATE SCHEMA public' })
})

const patient = { query_timeout: 10_000 }
const ALL = (await readMigrations()).map(({ name }) => name)

/** A migrations directory: the project's own and what is given, which sorts behind them. */
function makeMigrations(more: Record<string, string>): { path: string } & Disposable {
  const dir = makeTempDir()
  cpSync(MIGRATIONS_DIR, dir.path, { recursive: true })
  for (const [name, sql] of Object.entries(more)) {
    mkdirSync(join(dir.path, name), { recursive: true })
    writeFileSync(join(dir.path, name, 'migration.sql'), sql)
  }
  return dir
}

async function history(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query('SELECT migration_name FROM _prisma_migrations ORDER BY started_at')
  return rows.map((row) => row.migration_name)
}

async function exists(pool: Pool, table: string): Promise<boolean> {
  const { rows } = await pool.query('SELECT to_regclass($1) IS NOT NULL AS found', [table])
  return rows[0].found
}

test('every migration is applied in order and recorded as Prisma records it, and a second run does nothing', async () => {
  const log: string[] = []
  expect(await migrate(db, { log: (name) => log.push(name) })).toEqual(ALL)
  expect(log).toEqual(ALL)
  expect(await migrate(db)).toEqual([])

  const [first] = await readMigrations()
  const { rows } = await db.pool.query('SELECT * FROM _prisma_migrations ORDER BY started_at')
  expect(rows).toHaveLength(ALL.length)
  expect(rows[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    checksum: first?.checksum,
    finished_at: expect.any(Date),
    migration_name: first?.name,
    logs: null,
    rolled_back_at: null,
    started_at: expect.any(Date),
    applied_steps_count: 1,
  })
})

test('several that migrate at once apply every migration once', async () => {
  const others = db.url === null ? [db, db] : await Promise.all([1, 2, 3, 4].map(() => db.connect()))
  const applied = await Promise.all([db, ...others].map((other) => migrate(other)))
  if (db.url !== null) await Promise.all(others.map((other) => other[Symbol.asyncDispose]()))
  expect(applied.flat().sort()).toEqual(ALL)
  expect(await history(db.pool)).toEqual(ALL)
})

test('a migration that fails changes nothing, says which it was, and those before it stay', async () => {
  using dir = makeMigrations({ '29991231000000_bad': 'CREATE TABLE half (id int); SELECT 1 / 0;' })
  await expect(migrate(db, { dir: dir.path })).rejects.toThrow(/29991231000000_bad failed and changed nothing/)
  expect(await exists(db.pool, 'half')).toBe(false)
  expect(await history(db.pool)).toEqual(ALL)
})

test('a migration may take longer than a request’s query', async () => {
  using dir = makeMigrations({ '29991231000000_slow': 'SELECT pg_sleep(0.6);' })
  expect(await migrate(db, { dir: dir.path })).toContain('29991231000000_slow')
})

test('an applied migration whose file has changed is refused by name', async () => {
  await migrate(db)
  const [first = ''] = ALL
  using dir = makeMigrations({ [first]: 'SELECT 1;' })
  const error = await migrate(db, { dir: dir.path }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(MigrationError)
  expect(String(error)).toMatch(new RegExp(`${first} has changed since it was applied`))
})

test('other line ends in a checkout are not a change', async () => {
  await migrate(db)
  const [first] = await readMigrations()
  using dir = makeMigrations({ [first?.name ?? '']: first?.sql.replaceAll('\n', '\r\n') ?? '' })
  expect(await migrate(db, { dir: dir.path })).toEqual([])
})

test('a database that a newer version has migrated is refused', async () => {
  using dir = makeMigrations({ '29991231000000_newer': 'SELECT 1;' })
  await migrate(db, { dir: dir.path })
  await expect(migrate(db)).rejects.toThrow(/29991231000000_newer, which this version of Roster does not know/)
})

test('a migration that Prisma’s own command line left half-way is refused, and a rolled back one is not counted', async () => {
  await migrate(db)
  const last = ALL.at(-1)
  await db.pool.query('UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [last])
  await expect(migrate(db)).rejects.toThrow(/did not finish/)

  const sql = 'UPDATE _prisma_migrations SET rolled_back_at = now(), migration_name = $2 WHERE migration_name = $1'
  await db.pool.query(sql, [last, 'gone'])
  await expect(migrate(db)).rejects.toThrow(/failed and changed nothing/)
})

describe.runIf(testSettings().engine === 'postgresql')('on a server', () => {
  test('waiting for another process that migrates has an end, with a reason', async () => {
    await using other = await db.connect()
    const holder = await other.pool.connect()
    await holder.query('SELECT pg_advisory_lock(72707369)')
    await expect(migrate(db, { lockTimeoutMs: 200 })).rejects.toThrow(/Another process has been migrating/)
    holder.release(true)
  })

  test('a connection lost in the middle leaves the migration unapplied, and the next run applies it', async () => {
    using dir = makeMigrations({ '29991231000000_cut': 'CREATE TABLE half (id int); SELECT pg_sleep(5);' })
    await using victim = await createDb({ url: db.url ?? '' })
    const migrating = migrate(victim, { dir: dir.path }).catch((error: unknown) => error)
    const cut = `SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE '%pg_sleep(5)%' AND pid <> pg_backend_pid()`
    await vi.waitFor(async () => expect((await db.pool.query(cut)).rows).toEqual([{ done: true }]), 5_000)
    expect(await migrating).toBeInstanceOf(MigrationError)
    expect(await exists(db.pool, 'half')).toBe(false)

    using repaired = makeMigrations({ '29991231000000_cut': 'CREATE TABLE half (id int);' })
    expect(await migrate(db, { dir: repaired.path })).toEqual(['29991231000000_cut'])
  })
})
