import { describe, expect, test } from 'vitest'
import { createDb } from './create-db.ts'
import { createTestDb, testSettings } from './testing.ts'

test('a time comes back as it was written, to the millisecond, and stands in the database as that instant', async () => {
  await using db = await createTestDb()
  const at = new Date('2026-07-01T12:34:56.789Z')
  await db.client.signInThrottle.create({
    data: { key: new Uint8Array(32), failures: 1, lastFailedAt: at, blockedUntil: at },
  })
  const row = await db.client.signInThrottle.findFirstOrThrow()
  expect(row.lastFailedAt).toEqual(at)
  const { rows } = await db.pool.query(
    'SELECT extract(epoch FROM last_failed_at)::text AS epoch FROM sign_in_throttles',
  )
  expect(Number(rows[0].epoch) * 1_000).toBe(at.getTime())
})

test('the connections carry the product’s name', async () => {
  await using db = await createTestDb()
  const { rows } = await db.pool.query("SELECT current_setting('application_name') AS name")
  expect(rows).toEqual([{ name: 'roster' }])
})

test('closing twice is closing once', async () => {
  const db = await createTestDb()
  await db.ping(1_000)
  await Promise.all([db[Symbol.asyncDispose](), db[Symbol.asyncDispose]()])
  await expect(db.pool.query('SELECT 1')).rejects.toThrow()
})

describe.runIf(testSettings().engine === 'postgresql')('on a server', () => {
  test('every session is in UTC, whatever the URL and the database say', async () => {
    await using db = await createTestDb()
    await db.pool.query(`ALTER DATABASE "${new URL(db.url ?? '').pathname.slice(1)}" SET TimeZone = 'Asia/Tokyo'`)
    const zones = ['', '?options=-c%20TimeZone%3DAsia%2FTokyo', '?options=-c%20lock_timeout%3D9s&connect_timeout=3']
    for (const query of zones) {
      await using other = await createDb({ url: `${db.url}${query}` })
      const sql = "SELECT current_setting('TimeZone') AS zone, current_setting('lock_timeout') AS lock"
      const { rows } = await other.pool.query(sql)
      expect(rows, query).toEqual([{ zone: 'UTC', lock: query.includes('lock') ? '9s' : '0' }])
    }
  })

  test('limits reach the server: statements and idle transactions end by themselves', async () => {
    await using db = await createTestDb({ limits: { statementTimeoutMs: 700, idleInTransactionTimeoutMs: 800 } })
    const setting = (name: string) => `current_setting('${name}') AS ${name}`
    const names = ['statement_timeout', 'idle_in_transaction_session_timeout']
    const { rows } = await db.pool.query(`SELECT ${names.map(setting).join()}`)
    expect(rows).toEqual([{ statement_timeout: '700ms', idle_in_transaction_session_timeout: '800ms' }])
  })
})
