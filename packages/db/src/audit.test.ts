import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Db } from './database.ts'
import { createTestDb, type TestDb } from './testing.ts'

// The audit chain is SQL (see the migration `integrity`); this is what the domain relies on.
let db: TestDb
beforeAll(async () => {
  db = await createTestDb()
})
afterAll(() => db[Symbol.asyncDispose]())
beforeEach(() => db.truncate())

const AT = new Date('2026-01-02T03:04:05.678Z')

function append(client: Db, changes: object = {}, id = randomUUID()): Promise<unknown> {
  return client.$executeRaw`SELECT append_audit_event(${id}::uuid, ${AT}, 'user.update', 'user', NULL::uuid, ${id}::uuid,
    ${JSON.stringify(changes)}::jsonb, 'request', '::1')`
}

async function verify(): Promise<string[]> {
  const rows = await db.client.$queryRaw<{ seq: bigint; problem: string }[]>`SELECT * FROM verify_audit_chain()`
  return rows.map(({ seq, problem }) => `${seq} ${problem}`)
}

/** Does what only an owner who switches the triggers off can. */
async function tamper(sql: string): Promise<void> {
  await db.pool.query(
    `ALTER TABLE audit_events DISABLE TRIGGER USER; ${sql}; ALTER TABLE audit_events ENABLE TRIGGER USER`,
  )
}

test('an event becomes the next row, and the chain of an empty log and of a written one is whole', async () => {
  expect(await verify()).toEqual([])
  const id = randomUUID()
  await append(db.client, { name: ['a', 'b'] }, id)
  await append(db.client)
  const [first, second] = await db.client.auditEvent.findMany({ orderBy: { seq: 'asc' } })
  expect(first).toMatchObject({
    seq: 1n,
    id,
    at: AT,
    action: 'user.update',
    actorId: null,
    changes: { name: ['a', 'b'] },
  })
  expect(second?.seq).toBe(2n)
  expect(await verify()).toEqual([])
})

test('the hash is SHA-256 over a JSON array of the hash before it and the columns, as the migration says', async () => {
  const id = randomUUID()
  await append(db.client, {}, id)
  const previous = '00'.repeat(32)
  const text = `["${previous}", 1, "${id}", ${AT.getTime()}, "user.update", "user", null, "${id}", {}, "request", "::1"]`
  const event = await db.client.auditEvent.findUniqueOrThrow({ where: { seq: 1n } })
  expect(Buffer.from(event.hash).toString('hex')).toBe(createHash('sha256').update(text).digest('hex'))
})

test('a time with more than milliseconds is hashed as it is stored', async () => {
  await db.client
    .$executeRaw`SELECT append_audit_event(${randomUUID()}::uuid, '2026-01-02 03:04:05.6789996+00', 'a', 'user',
    NULL, NULL, '{"n": [1.0, 1e3, null, "\u00e9\\u0007"]}', NULL, NULL)`
  expect(await verify()).toEqual([])
})

test('thirty transactions at once make one unbroken chain, and one that fails leaves no gap', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) =>
      db.client.$transaction(
        async (tx) => {
          await tx.rateLimit.create({ data: { key: `k${i}` } })
          await append(tx, { i })
          if (i % 10 === 9) throw new Error('changed its mind')
        },
        { maxWait: 10_000 },
      ),
    ),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(27)
  const events = await db.client.auditEvent.findMany({ orderBy: { seq: 'asc' } })
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 27 }, (_, i) => BigInt(i + 1)))
  expect(await verify()).toEqual([])
})

test('rows cannot be changed, deleted or truncated, not even when no row matches', async () => {
  await append(db.client)
  const statements = [
    "UPDATE audit_events SET action = 'x' WHERE false",
    'DELETE FROM audit_events WHERE false',
    'TRUNCATE audit_events',
    'DELETE FROM audit_head WHERE false',
    'TRUNCATE audit_head',
  ]
  for (const sql of statements) await expect(db.pool.query(sql), sql).rejects.toMatchObject({ code: '42501' })
  await expect(db.client.auditEvent.deleteMany()).rejects.toThrow()
  expect(await db.client.auditEvent.count()).toBe(1)
})

test('every changed column shows', async () => {
  const changes = [
    'id = gen_random_uuid()',
    "at = at + interval '1 ms'",
    "action = 'other'",
    "actor_type = 'key'",
    'actor_id = gen_random_uuid()',
    'subject_id = NULL',
    `changes = '{"a": 1}'`,
    'request_id = NULL',
    "ip_address = '::2'",
    "hash = sha256('x')",
  ]
  for (const change of changes) {
    await db.truncate()
    for (let i = 0; i < 3; i += 1) await append(db.client)
    await tamper(`UPDATE audit_events SET ${change} WHERE seq = 2`)
    // An edited hash no longer fits its own row, nor the one after it.
    expect(await verify(), change).toEqual(change.startsWith('hash') ? ['2 changed', '3 changed'] : ['2 changed'])
  }
})

test('an edited row with a hash made to fit shows in the row after it, and in the head when it is the last', async () => {
  for (let i = 0; i < 3; i += 1) await append(db.client)
  const rehash = (seq: number) => `UPDATE audit_events e SET ip_address = '::9', hash = audit_event_hash(
    (SELECT hash FROM audit_events WHERE seq = e.seq - 1), seq, id, at, action, actor_type, actor_id, subject_id, changes,
    request_id, '::9') WHERE seq = ${seq}`
  await tamper(rehash(2))
  expect(await verify()).toEqual(['3 changed'])
  await tamper(rehash(3))
  expect(await verify()).toEqual(['3 changed'])
})

test('a missing row shows wherever it was: first, in the middle, or at the end', async () => {
  const seed = async () => {
    await db.truncate()
    for (let i = 0; i < 5; i += 1) await append(db.client)
  }
  await seed()
  await tamper('DELETE FROM audit_events WHERE seq = 1')
  expect(await verify()).toEqual(['1 missing'])
  await seed()
  await tamper('DELETE FROM audit_events WHERE seq IN (2, 3)')
  expect(await verify()).toEqual(['2 missing'])
  await seed()
  await tamper('DELETE FROM audit_events WHERE seq >= 4')
  expect(await verify()).toEqual(['4 missing'])
  await seed()
  await tamper('DELETE FROM audit_events')
  expect(await verify()).toEqual(['1 missing'])
})

test('a row added past the head shows', async () => {
  await append(db.client)
  await tamper(`INSERT INTO audit_events (seq, id, at, action, actor_type, changes, hash)
    VALUES (2, gen_random_uuid(), now(), 'a', 'user', '{}', sha256('x'))`)
  expect(await verify()).toContain('2 changed')
})
