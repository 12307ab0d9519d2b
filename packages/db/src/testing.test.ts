import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { databasesOf } from './testing/admin.ts'
import { createTestDb, testSettings } from './testing.ts'

const settings = testSettings()

test('two test databases are migrated and know nothing of each other', async () => {
  await using first = await createTestDb()
  await using second = await createTestDb()
  await first.client.rateLimit.create({ data: { key: 'k' } })
  expect(await first.client.rateLimit.count()).toBe(1)
  expect(await second.client.rateLimit.count()).toBe(0)
  expect(first.engine).toBe(settings.engine)
})

test('truncate empties the tables, begins the audit chain again, and keeps the triggers', async () => {
  await using db = await createTestDb()
  const append = () => db.client
    .$executeRaw`SELECT append_audit_event(gen_random_uuid(), now(), 'a', 'user', NULL, NULL,
    '{}', NULL, NULL)`
  await db.client.rateLimit.create({ data: { key: 'k' } })
  await append()
  await db.truncate()
  expect(await db.client.rateLimit.count()).toBe(0)
  await append()
  expect(await db.client.auditEvent.findFirst()).toMatchObject({ seq: 1n })
  await expect(db.client.auditEvent.deleteMany()).rejects.toThrow()
})

describe.runIf(settings.engine === 'postgresql')('on a server', () => {
  test('a second client sees the same rows, and nothing is left when the first is disposed', async () => {
    const prefix = settings.engine === 'postgresql' ? settings.prefix : ''
    const db = await createTestDb()
    const name = new URL(db.url ?? '').pathname.slice(1)
    {
      await using other = await db.connect()
      await db.client.rateLimit.create({ data: { key: 'k' } })
      expect(await other.client.rateLimit.count()).toBe(1)
      expect(await databasesOf(db.url ?? '', prefix)).toContain(name)
    }
    await db[Symbol.asyncDispose]()
    if (settings.engine === 'postgresql') expect(await databasesOf(settings.url, prefix)).not.toContain(name)
  })
})

describe.runIf(settings.engine === 'embedded')('on the embedded engine', () => {
  test('nothing is left when a database is disposed', async () => {
    const db = await createTestDb()
    const host = db.pool.options.host ?? ''
    expect(existsSync(host)).toBe(true)
    await db[Symbol.asyncDispose]()
    expect(existsSync(host)).toBe(false)
    await expect(db.connect()).rejects.toThrow(/PostgreSQL/)
  })
})
