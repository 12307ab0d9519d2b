import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBatchedRead } from './batched-read.ts'
import { createTestDb, type TestDb } from './testing.ts'

const FIND = {
  name: 'test_find_user',
  text: `SELECT key.place::int4 AS place, u.email
    FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS key (id, email, place)
    JOIN users u ON u.id = key.id AND u.email = key.email`,
}

let db: TestDb
beforeAll(async () => {
  db = await createTestDb()
})
afterAll(() => db[Symbol.asyncDispose]())

/** A pool that tells how many keys each statement had. */
function counted(pool: Pool): { pool: Pool; batches: number[] } {
  const batches: number[] = []
  const query = (config: { values: readonly (readonly string[])[] }) => {
    batches.push(config.values[0]?.length ?? 0)
    return Reflect.apply(pool.query, pool, [config])
  }
  return { pool: { query } as unknown as Pool, batches }
}

async function insertUser(email: string): Promise<string> {
  const id = randomUUID()
  const at = new Date()
  await db.client.user.create({ data: { id, email, createdAt: at, updatedAt: at } })
  return id
}

test('look-ups of one turn are one statement, and each gets its own row or nothing', async () => {
  const ids = await Promise.all(['a', 'b', 'c'].map((name) => insertUser(`${name}@one.test`)))
  const { pool, batches } = counted(db.pool)
  const find = createBatchedRead<{ email: string }>(pool, FIND)
  const [a, wrongPart, unknown, c, b, again] = await Promise.all([
    find(ids[0] ?? '', 'a@one.test'),
    find(ids[0] ?? '', 'b@one.test'),
    find(randomUUID(), 'a@one.test'),
    find(ids[2] ?? '', 'c@one.test'),
    find(ids[1] ?? '', 'b@one.test'),
    find(ids[0] ?? '', 'a@one.test'),
  ])
  expect([a, b, c, again].map((row) => row?.email)).toEqual(['a@one.test', 'b@one.test', 'c@one.test', 'a@one.test'])
  expect([wrongPart, unknown]).toEqual([undefined, undefined])
  expect(batches).toEqual([6])
})

test('a look-up sees what was written before it was asked for, however many are under way', async () => {
  const id = await insertUser('before@two.test')
  const find = createBatchedRead<{ email: string }>(db.pool, FIND)
  const busy = Array.from({ length: 20 }, () => find(id, 'before@two.test'))
  await db.client.user.update({ where: { id }, data: { email: 'after@two.test' } })
  busy.push(...Array.from({ length: 20 }, () => find(id, 'before@two.test')))
  expect(await find(id, 'before@two.test')).toBeUndefined()
  expect((await find(id, 'after@two.test'))?.email).toBe('after@two.test')
  await Promise.all(busy)
})

test('those that come while two statements are under way share the next one', async () => {
  const id = await insertUser('a@three.test')
  const { pool, batches } = counted(db.pool)
  const find = createBatchedRead<{ email: string }>(pool, FIND)
  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))
  const found: Promise<unknown>[] = []
  for (let turn = 0; turn < 2; turn++) {
    found.push(find(id, 'a@three.test'))
    await nextTurn()
  }
  for (let more = 0; more < 30; more++) found.push(find(id, 'a@three.test'))
  expect(batches).toEqual([1, 1])
  expect(await Promise.all(found)).toHaveLength(32)
  expect(batches).toEqual([1, 1, 30])
})

test('a statement that fails fails for those who asked, and not for those who ask next', async () => {
  const id = await insertUser('a@four.test')
  const find = createBatchedRead<{ email: string }>(db.pool, FIND)
  const results = await Promise.allSettled([find('no uuid', 'a@four.test'), find(id, 'a@four.test')])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await find(id, 'a@four.test'))?.email).toBe('a@four.test')
})
