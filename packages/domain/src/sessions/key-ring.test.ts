import { randomUUID } from 'node:crypto'
import { createTestDb } from '@roster/db/testing'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createAccessTokens } from './create-access-tokens.ts'
import { rotateSigningKey } from './rotate-signing-key.ts'
import { type SigningFixture, signingFixture, T0 } from './signing-fixture.ts'
import { makeSigningKey, SigningKeyError } from './signing-key.ts'
import { findSigningKeys, replaceSigningKey } from './signing-key-store.ts'

const db = await createTestDb()
const claims = { userId: randomUUID(), sessionId: randomUUID() }

beforeEach(() => db.truncate())
afterAll(() => db[Symbol.asyncDispose]())

/** A server: the same clock as the fixture, its own memory. */
const serverOf = (fixture: SigningFixture) => createAccessTokens(fixture)

const kidOf = (token: string) => decodeProtectedHeader(token).kid

async function publishedKids(server: ReturnType<typeof serverOf>): Promise<unknown[]> {
  const { keys } = await server.jwks()
  return keys.map((key) => ('kid' in key ? key.kid : undefined)).sort()
}

async function countQueries(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const listener = () => count++
  db.pool.on('acquire', listener)
  await work()
  db.pool.off('acquire', listener)
  return count
}

test('twenty servers that start at once make one key, and record it once', async () => {
  const fixture = signingFixture(db.client)
  const servers = Array.from({ length: 20 }, () => serverOf(fixture))
  await Promise.all(servers.map((server) => server.start()))
  expect(await db.client.signingKey.count()).toBe(1)
  expect(fixture.recorded).toHaveLength(1)
  expect(fixture.reported).toEqual([{ event: 'signing_key.created', kid: fixture.recorded[0] }])
})

test('what one server signs another verifies', async () => {
  const fixture = signingFixture(db.client)
  const [first, second] = [serverOf(fixture), serverOf(fixture)]
  expect(await second.verify(await first.sign(claims))).toEqual(claims)
  expect(await first.verify(await second.sign(claims))).toEqual(claims)
})

test('the private key is not readable in the database', async () => {
  await serverOf(signingFixture(db.client)).start()
  const row = await db.client.signingKey.findFirstOrThrow()
  expect(Buffer.from(row.privateJwk).toString('latin1')).not.toContain('"d"')
  expect(JSON.stringify(row.publicJwk)).not.toContain('"d"')
})

test('a new key is published before it signs, and the old one verifies until its last token has expired', async () => {
  const fixture = signingFixture(db.client)
  const server = serverOf(fixture)
  const old = kidOf(await server.sign(claims))

  const next = await rotateSigningKey(fixture)
  fixture.advance({ minutes: 6 })
  expect(await publishedKids(server)).toEqual([old, next].sort())
  expect(kidOf(await server.sign(claims))).toBe(old)

  fixture.advance({ minutes: 3, seconds: 59 })
  const lastOfOld = await server.sign(claims)
  expect(kidOf(lastOfOld)).toBe(old)
  fixture.advance({ seconds: 1 })
  expect(kidOf(await server.sign(claims))).toBe(next)

  fixture.advance({ minutes: 14, seconds: 58 })
  expect(await server.verify(lastOfOld)).toEqual(claims)
  fixture.advance({ minutes: 2 })
  expect(await publishedKids(server)).toEqual([next])

  await rotateSigningKey(fixture)
  expect(await db.client.signingKey.count({ where: { kid: String(old) } })).toBe(0)
})

test('a key is replaced once when it has been in use for as long as the settings say, whoever notices', async () => {
  const fixture = signingFixture(db.client)
  const servers = [serverOf(fixture), serverOf(fixture), serverOf(fixture)]
  await Promise.all(servers.map((server) => server.start()))
  fixture.advance({ days: 29, minutes: 24 * 60 - 1 })
  await Promise.all(servers.map((server) => server.sign(claims)))
  expect(fixture.recorded).toHaveLength(1)

  fixture.advance({ minutes: 6 })
  await Promise.all(servers.map((server) => server.sign(claims)))
  expect(fixture.recorded).toHaveLength(2)
  fixture.advance({ minutes: 11 })
  expect(await Promise.all(servers.map(async (server) => kidOf(await server.sign(claims))))).toEqual(
    servers.map(() => fixture.recorded[1]),
  )
})

test('a server finds out about a key that it does not know when it meets it', async () => {
  const fixture = signingFixture(db.client)
  const server = serverOf(fixture)
  await server.start()
  fixture.advance({ seconds: 6 })
  await db.client.signingKey.deleteMany()
  const token = await serverOf(fixture).sign(claims)
  expect(await server.verify(token)).toEqual(claims)
})

test('tokens of unknown keys, however many, ask the database once in five seconds', async () => {
  const fixture = signingFixture(db.client)
  const server = serverOf(fixture)
  const [, payload, signature] = (await server.sign(claims)).split('.')
  fixture.advance({ seconds: 6 })
  const forged = Array.from({ length: 50 }, () => {
    const kid = randomUUID().replaceAll('-', '').padEnd(43, 'A')
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid })).toString('base64url')
    return `${header}.${payload}.${signature}`
  })
  const verifyAll = () => Promise.all(forged.map((token) => server.verify(token)))
  expect(await countQueries(verifyAll)).toBe(1)
  expect(await countQueries(verifyAll)).toBe(0)
  fixture.advance({ seconds: 5 })
  expect(await countQueries(verifyAll)).toBe(1)
})

test('within a minute nothing is read again', async () => {
  const fixture = signingFixture(db.client)
  const server = serverOf(fixture)
  const token = await server.sign(claims)
  fixture.advance({ seconds: 60 })
  expect(await countQueries(async () => [await server.verify(token), await server.sign(claims)])).toBe(0)
})

test('a key that was deleted is not trusted any longer, nor are tokens that it verified before', async () => {
  const fixture = signingFixture(db.client)
  const server = serverOf(fixture)
  const token = await server.sign(claims)
  expect(await server.verify(token)).toEqual(claims)
  await db.client.signingKey.deleteMany()
  fixture.advance({ minutes: 6 })
  expect(await server.verify(token)).toBeUndefined()
})

test('while the database is away the known keys go on, and it is said once in five seconds', async () => {
  const away = await createTestDb()
  const fixture = signingFixture(away.client)
  const server = serverOf(fixture)
  await server.start()
  await away[Symbol.asyncDispose]()
  fixture.advance({ minutes: 6 })
  const tokens = await Promise.all([server.sign(claims), server.sign(claims), server.sign(claims)])
  for (const token of tokens) expect(await server.verify(token)).toEqual(claims)
  expect(await publishedKids(server)).toHaveLength(1)
  expect(fixture.reported.filter(({ event }) => event === 'signing_keys.refresh_failed')).toHaveLength(1)
})

test('a server that has never read a key says that the database is unavailable, and reads it once that is back', async () => {
  const away = await createTestDb()
  await away[Symbol.asyncDispose]()
  const fixture = signingFixture(db.client)
  let client = away.client
  const server = serverOf({
    ...fixture,
    get client() {
      return client
    },
  })
  await expect(server.start()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  await expect(server.sign(claims)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  client = db.client
  expect(await server.verify(await server.sign(claims))).toEqual(claims)
})

test('another AUTH_SECRET stops the start with advice, and makes no key of its own', async () => {
  await serverOf(signingFixture(db.client)).start()
  const other = serverOf(signingFixture(db.client, 'another secret, just as long as that'))
  const failure = other.start()
  await expect(failure).rejects.toBeInstanceOf(SigningKeyError)
  await expect(failure).rejects.toThrow(/another AUTH_SECRET.*Start the server with the AUTH_SECRET that/s)
  expect(await db.client.signingKey.count()).toBe(1)
})

test('a key that somebody put into the database without the secret is not trusted', async () => {
  const fixture = signingFixture(db.client)
  const server = serverOf(fixture)
  await server.start()
  const attacker = signingFixture(db.client, 'the attacker’s own secret, long enough')
  const planted = { ...(await makeSigningKey(attacker.vault)), createdAt: T0, activeAt: T0, expiresAt: null }
  await replaceSigningKey(db.client, planted, new Date(T0.getTime() + 3_600_000))
  const [own] = (await findSigningKeys(db.client, T0)).filter((key) => key.kid !== planted.kid)
  await db.client.signingKey.update({
    where: { kid: planted.kid },
    data: { privateJwk: own?.sealedPrivateJwk ?? new Uint8Array() },
  })
  fixture.advance({ seconds: 6 })
  await expect(serverOf(fixture).start()).rejects.toBeInstanceOf(SigningKeyError)
})
