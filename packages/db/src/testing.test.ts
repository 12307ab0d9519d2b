import { existsSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { databasesOf } from './testing/admin.ts'
import { schemaFingerprint } from './testing/schema-fingerprint.ts'
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
  test('an engine that is lent again is empty, as is everything that a session had set', async () => {
    for (let turn = 0; turn < 3; turn++) {
      await using db = await createTestDb()
      expect(await db.client.rateLimit.count()).toBe(0)
      const { rows } = await db.pool.query("SELECT current_setting('roster.test', true) AS kept")
      expect(rows).not.toContainEqual({ kept: 'kept' })
      await db.client.rateLimit.create({ data: { key: 'k' } })
      await db.pool.query("SET roster.test = 'kept'; CREATE TEMP TABLE scratch (value int)")
      await expect(db.connect()).rejects.toThrow(/PostgreSQL/)
    }
  })

  test('an engine whose schema was changed is never lent again', async () => {
    const spoilt = await createTestDb()
    const spoiltAt = spoilt.pool.options.host ?? ''
    await spoilt.pool.query('CREATE TABLE left_behind (value int)')
    await spoilt[Symbol.asyncDispose]()
    await using next = await createTestDb()
    expect(next.pool.options.host).not.toBe(spoiltAt)
    await vi.waitFor(() => expect(existsSync(spoiltAt)).toBe(false), 10_000)
    await expect(next.pool.query('TABLE left_behind')).rejects.toThrow()
  })

  test('any change of the schema shows in its fingerprint', async () => {
    await using db = await createTestDb()
    const changes = [
      'CREATE TABLE left_behind (value int)',
      'DROP TABLE rate_limits',
      'ALTER TABLE users ALTER COLUMN name SET NOT NULL',
      'ALTER TABLE users DROP CONSTRAINT users_email_length',
      'DROP INDEX users_role_idx',
      'ALTER TABLE audit_events DISABLE TRIGGER USER',
      "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
      'CREATE SCHEMA other',
      "ALTER ROLE postgres SET TimeZone = 'Asia/Tokyo'",
      'DELETE FROM _prisma_migrations',
    ]
    const before = await schemaFingerprint(db.pool)
    for (const change of changes) {
      await db.pool.query(`BEGIN; ${change}`)
      expect([change, await schemaFingerprint(db.pool)]).not.toEqual([change, before])
      await db.pool.query('ROLLBACK')
    }
    expect(await schemaFingerprint(db.pool)).toBe(before)
  })
})
