import { cpSync, existsSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createDb } from '../create-db.ts'
import { makeTempDir, startChild } from '../testing/child.ts'
import { DataDirLockedError } from './lock.ts'
import { EmbeddedEngineError } from './start.ts'

const OPEN = (dataDir: string) => `const { createDb } = await at('create-db.ts')
const db = await createDb({ dataDir: ${JSON.stringify(dataDir)} })
`

const template = makeTempDir()
beforeAll(async () => {
  await using db = await createDb({ dataDir: template.path })
  await db.ping(5_000)
})
afterAll(() => template[Symbol.dispose]())

/** A data directory that has been started before, which takes ten times less than a first start. */
function makeDataDir(): { path: string } & Disposable {
  const dir = makeTempDir()
  cpSync(template.path, dir.path, { recursive: true })
  return dir
}

test('a data directory keeps its rows from one opening to the next, and closing leaves only the data', async () => {
  using dir = makeDataDir()
  let socketDir = ''
  {
    await using db = await createDb({ dataDir: dir.path })
    await db.pool.query('CREATE TABLE notes AS SELECT 7 AS value')
    socketDir = readlinkSync(join(dir.path, 'socket'))
    expect(statSync(socketDir).mode & 0o777).toBe(0o700)
  }
  expect(readdirSync(dir.path)).toEqual(['pg'])
  expect(existsSync(socketDir)).toBe(false)

  await using again = await createDb({ dataDir: dir.path })
  const { rows } = await again.pool.query('SELECT value FROM notes')
  expect(rows).toEqual([{ value: 7 }])
})

test('a first start makes a directory that nobody else may read', () => {
  expect(readdirSync(template.path)).toEqual(['pg'])
  expect(statSync(join(template.path, 'pg')).mode & 0o777).toBe(0o700)
})

test('a data directory whose path is far longer than a socket’s may be works', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'd'.repeat(120), 'e'.repeat(120))
  cpSync(template.path, dataDir, { recursive: true })
  await using db = await createDb({ dataDir })
  await expect(db.ping(5_000)).resolves.toBeUndefined()
})

test('a second process on the directory is refused in less than a second', async () => {
  using dir = makeDataDir()
  await using child = startChild(
    `${OPEN(dir.path)} say('open'); await go(); await db[Symbol.asyncDispose](); say('closed')`,
  )
  expect(await child.line()).toBe('open')

  const startedAt = performance.now()
  const error = await createDb({ dataDir: dir.path }).catch((reason: unknown) => reason)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect(error).toBeInstanceOf(DataDirLockedError)
  expect(String(error)).toContain(`process ${child.process.pid}`)
  child.go()
  expect(await child.line()).toBe('closed')
})

test('what was answered before a kill -9 is there afterwards, and nothing of the dead process is left', async () => {
  using dir = makeDataDir()
  await using child = startChild(`${OPEN(dir.path)}
    await db.pool.query('CREATE TABLE notes (value int)')
    for (let value = 1; ; value += 1) { await db.pool.query('INSERT INTO notes VALUES ($1)', [value]); say(String(value)) }`)
  let last = 0
  while (last < 50) last = Number(await child.line())
  await child.kill()
  const socketDir = readlinkSync(join(dir.path, 'socket'))

  await using db = await createDb({ dataDir: dir.path })
  const { rows } = await db.pool.query('SELECT count(*)::int AS count, max(value) AS max FROM notes')
  expect(rows[0].count).toBe(rows[0].max)
  expect(rows[0].count).toBeGreaterThanOrEqual(last)
  expect(existsSync(socketDir)).toBe(false)
})

test('a process killed during the first start leaves nothing that the next one stumbles over', async () => {
  using dir = makeTempDir()
  const draft = join(dir.path, 'pg.new')
  await using child = startChild(`${OPEN(dir.path)} say('open')`)
  await vi.waitFor(() => expect(existsSync(join(draft, 'base'))).toBe(true), { timeout: 45_000, interval: 5 })
  await child.kill()
  expect(readdirSync(dir.path)).not.toContain('pg')

  await using db = await createDb({ dataDir: dir.path })
  await expect(db.ping(5_000)).resolves.toBeUndefined()
  expect(readdirSync(dir.path).sort()).toEqual(['lock', 'pg', 'socket'])
}, 60_000)

test('a directory that does not open is refused with PostgreSQL’s reason and what to do, and is free again', async () => {
  using dir = makeDataDir()
  writeFileSync(join(dir.path, 'pg/PG_VERSION'), '9\n')
  const error = await createDb({ dataDir: dir.path }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EmbeddedEngineError)
  expect(String(error)).toMatch(/initialized by PostgreSQL version 9, .* restore a backup, or move it aside/)
  expect(readdirSync(dir.path)).toEqual(['pg'])
})

test('an engine that breaks is reported, started again, and has lost nothing', async () => {
  using dir = makeDataDir()
  const failures: string[] = []
  await using db = await createDb({ dataDir: dir.path, onError: (error) => failures.push(error.message) })
  await db.pool.query('CREATE TABLE notes AS SELECT 7 AS value')
  // Recursion without end overruns the engine's stack, which it does not survive.
  const endless =
    'CREATE FUNCTION f(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(i + 1); END $$; SELECT f(1)'
  await expect(db.pool.query(endless)).rejects.toThrow()

  await vi.waitFor(() => db.ping(1_000), { timeout: 10_000, interval: 50 })
  expect(failures.join()).toContain('started again')
  const { rows } = await db.pool.query('SELECT value FROM notes')
  expect(rows).toEqual([{ value: 7 }])
})

test('a query computes beside the event loop, not in it', async () => {
  using dir = makeDataDir()
  await using db = await createDb({ dataDir: dir.path })
  const order: string[] = []
  const query = db.pool.query('SELECT pg_sleep(0.5)').then(() => order.push('query'))
  await delay(20)
  order.push('timer')
  await query
  expect(order).toEqual(['timer', 'query'])
})

test('a connection given up in the middle leaves nothing behind for the next', async () => {
  using dir = makeDataDir()
  await using db = await createDb({ dataDir: dir.path, limits: { queryTimeoutMs: 300 } })
  const connection = await db.pool.connect()
  await connection.query('BEGIN')
  await connection.query('CREATE TABLE notes (value int)')
  await connection.query({ name: 'named', text: 'SELECT $1::int', values: [1] })
  await expect(connection.query('SELECT pg_sleep(0.6), 1 / $1', [0])).rejects.toThrow()
  connection.release()

  await vi.waitFor(() => db.ping(1_000), { timeout: 5_000 })
  const { rows } = await db.pool.query("SELECT to_regclass('notes') AS name")
  expect(rows).toEqual([{ name: null }])
  await expect(db.pool.query({ name: 'named', text: 'SELECT $1::int', values: [1] })).resolves.toBeDefined()
})
