import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDb } from './create-db.ts'
import type { Database, Db } from './database.ts'
import { databaseErrorCode, isRetryable, isUnavailable, isUniqueViolation } from './errors.ts'
import { type DatabaseProxy, startProxy, startRefusingServer } from './testing/proxy.ts'
import { createTestDb, type TestDb, testSettings } from './testing.ts'

let db: TestDb
beforeAll(async () => {
  db = await createTestDb()
})
afterAll(() => db[Symbol.asyncDispose]())
beforeEach(() => db.truncate())

const user = (email: string) => ({ id: randomUUID(), email, createdAt: new Date(), updatedAt: new Date() })
const failure = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => expect.fail('it was expected to fail'),
    (error: unknown) => error,
  )

/** The ways a query is run: by Prisma, raw, in a transaction, and past Prisma. */
const WAYS: Record<string, (database: Database) => PromiseLike<unknown>> = {
  find: ({ client }) => client.user.findMany({ take: 1 }),
  raw: ({ client }) => client.$queryRaw`SELECT 1`,
  transaction: ({ client }) => client.$transaction((tx) => tx.user.count()),
  pool: ({ pool }) => pool.query('SELECT 1'),
}

describe('a unique violation', () => {
  const email = 'a@example.com'
  const insert = (client: Db) => client.$executeRaw`INSERT INTO users (id, email, created_at, updated_at)
    VALUES (${randomUUID()}::uuid, ${email}, now(), now())`
  const ways: Record<string, () => PromiseLike<unknown>> = {
    create: () => db.client.user.create({ data: user(email) }),
    createMany: () => db.client.user.createMany({ data: [user(email)] }),
    update: () => db.client.user.update({ where: { email: 'b@example.com' }, data: { email } }),
    transaction: () => db.client.$transaction((tx) => tx.user.create({ data: user(email) })),
    raw: () => insert(db.client),
    pool: () =>
      db.pool.query(`INSERT INTO users (id, email, created_at, updated_at)
      VALUES (gen_random_uuid(), '${email}', now(), now())`),
  }

  test.each(Object.keys(ways))('is recognised by its index or its columns: %s', async (way) => {
    await db.client.user.createMany({ data: [user(email), user('b@example.com')] })
    const error = await failure(ways[way]?.() ?? Promise.resolve())
    expect(isUniqueViolation(error)).toBe(true)
    expect(isUniqueViolation(error, 'users_email_key')).toBe(true)
    expect(isUniqueViolation(error, ['email'])).toBe(true)
    expect(isUniqueViolation(error, 'users_pkey')).toBe(false)
    expect(isUniqueViolation(error, ['id'])).toBe(false)
    expect(isUnavailable(error)).toBe(false)
    expect(isRetryable(error)).toBe(false)
    expect(databaseErrorCode(error)).toBe('23505')
  })

  test('is not what another refused row is', async () => {
    const error = await failure(db.client.user.create({ data: user('NOT@lower.case') }))
    expect(isUniqueViolation(error)).toBe(false)
    expect(isUnavailable(error)).toBe(false)
    expect(databaseErrorCode(error)).toBe('23514')
  })
})

test('an error does not repeat the row that it is about', async () => {
  const data = { ...user('NOT@lower.case'), passwordHash: 'the-hash' }
  const writes = [() => db.client.user.create({ data }), () => db.client.$transaction((tx) => tx.user.create({ data }))]
  for (const write of writes) {
    const error = await failure(write())
    expect(JSON.stringify({ ...(error as object), message: String(error) })).not.toContain('the-hash')
  }
})

test('what is no error of the database is none of these', () => {
  for (const error of [undefined, null, 'P2002', 7, new Error('x'), { code: 42 }, { meta: null, cause: 'x' }]) {
    expect([isUniqueViolation(error), isUnavailable(error), isRetryable(error)]).toEqual([false, false, false])
    expect(databaseErrorCode(error)).toBeNull()
  }
})

test('waiting too long for a connection is unavailability', async () => {
  await using small = await createTestDb({ limits: { max: 1, connectTimeoutMs: 100 } })
  const held = await small.pool.connect()
  for (const [way, run] of Object.entries(WAYS)) expect(isUnavailable(await failure(run(small))), way).toBe(true)
  await expect(small.ping(50)).rejects.toSatisfy(isUnavailable)
  held.release()
  await small.ping(1_000)
})

test('a transaction that takes longer than it may is unavailability', async () => {
  const work = db.client.$transaction((tx) => tx.$executeRaw`SELECT pg_sleep(0.3)`.then(() => tx.user.count()), {
    timeout: 100,
  })
  expect(isUnavailable(await failure(work))).toBe(true)
})

describe.runIf(testSettings().engine === 'postgresql')('on a server', () => {
  let proxy: DatabaseProxy
  beforeEach(async () => {
    proxy = await startProxy(db.url ?? '')
  })

  test('a frozen server fails every call within two seconds, then serves again', async () => {
    await using frozen = await createDb({ url: proxy.url })
    await frozen.ping(1_000)
    const transaction = frozen.client.$transaction(async (tx) => {
      await tx.user.count()
      proxy.freeze()
      await tx.user.count()
    })
    const startedAt = performance.now()
    expect(isUnavailable(await failure(transaction))).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    for (const [way, run] of Object.entries(WAYS)) {
      const begin = performance.now()
      expect(isUnavailable(await failure(run(frozen))), way).toBe(true)
      expect(performance.now() - begin, way).toBeLessThan(2_000)
    }
    proxy.thaw()
    expect(await frozen.client.user.count()).toBe(0)
    await proxy[Symbol.asyncDispose]()
  })

  test('a server that goes away fails every call at once, and the pool finds it again', async () => {
    const errors: Error[] = []
    await using gone = await createDb({ url: proxy.url, onError: (error) => errors.push(error) })
    await Promise.all([gone.ping(1_000), gone.ping(1_000)])
    await proxy.close()
    for (const [way, run] of Object.entries(WAYS)) expect(isUnavailable(await failure(run(gone))), way).toBe(true)
    await proxy.open()
    expect(await gone.client.user.count()).toBe(0)
    expect(errors.every(isUnavailable)).toBe(true)
    await proxy[Symbol.asyncDispose]()
  })

  test('a connection that the server ends in the middle of a transaction is unavailability', async () => {
    const end = 'SELECT pg_terminate_backend($1)'
    const work = db.client.$transaction(async (tx) => {
      const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
      await db.pool.query(end, [row?.pid])
      await tx.user.count()
    })
    const error = await failure(work)
    expect(isUnavailable(error)).toBe(true)
    expect(await db.client.user.count()).toBe(0)
  })

  test.each(['57P03', '53300', '57P01', '28P01', '3D000'])('a server that answers %s is unavailable', async (state) => {
    await using server = await startRefusingServer(state)
    await using refused = await createDb({ url: server.url })
    for (const [way, run] of Object.entries(WAYS)) {
      const error = await failure(run(refused))
      expect(isUnavailable(error), way).toBe(true)
      expect(databaseErrorCode(error), way).toBe(state)
    }
  })

  test('a host that does not exist is unavailable', async () => {
    await using nowhere = await createDb({ url: 'postgres://postgres@no-such-host.invalid/x' })
    for (const [way, run] of Object.entries(WAYS)) expect(isUnavailable(await failure(run(nowhere))), way).toBe(true)
  })

  test('a query that the server cancels for its length is unavailability, and its connection serves on', async () => {
    await using strict = await db.connect({ limits: { max: 1, statementTimeoutMs: 100 } })
    const error = await failure(strict.client.$queryRaw`SELECT pg_sleep(5)`)
    expect(isUnavailable(error)).toBe(true)
    expect(databaseErrorCode(error)).toBe('57014')
    await strict.ping(1_000)
  })

  test('a deadlock and a serialization failure are retryable, and neither is unavailability', async () => {
    await db.client.rateLimit.createMany({ data: [{ key: 'a' }, { key: 'b' }] })
    const meet = Promise.withResolvers<void>()
    let here = 0
    const both = () => {
      here += 1
      if (here === 2) meet.resolve()
      return meet.promise
    }
    const touch = (tx: Db, key: string) => tx.rateLimit.update({ where: { key }, data: { points: { increment: 1 } } })
    const cross = (first: string, second: string) =>
      db.client.$transaction(async (tx) => {
        await touch(tx, first)
        await both()
        await touch(tx, second)
      })
    const outcomes = await Promise.allSettled([cross('a', 'b'), cross('b', 'a')])
    const [deadlock] = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason)
    expect([isRetryable(deadlock), isUnavailable(deadlock), databaseErrorCode(deadlock)]).toEqual([
      true,
      false,
      '40P01',
    ])

    const repeatable = { isolationLevel: 'RepeatableRead' } as const
    const serialization = await failure(
      db.client.$transaction(async (tx) => {
        await tx.rateLimit.count()
        await touch(db.client, 'a')
        await tx.$executeRaw`UPDATE rate_limits SET points = 0 WHERE key = 'a'`
      }, repeatable),
    )
    expect([isRetryable(serialization), isUnavailable(serialization)]).toEqual([true, false])
  })
})
