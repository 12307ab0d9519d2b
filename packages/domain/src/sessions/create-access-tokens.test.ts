import { randomUUID } from 'node:crypto'
import { createTestDb } from '@roster/db/testing'
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccessTokens } from './create-access-tokens.ts'
import { type SigningFixture, signingFixture, T0 } from './signing-fixture.ts'
import { openSigningKey, type SigningKey } from './signing-key.ts'
import { findSigningKeys } from './signing-key-store.ts'

const db = await createTestDb()
const claims = { userId: randomUUID(), sessionId: randomUUID() }
const nowSeconds = T0.getTime() / 1000
let key: SigningKey

beforeAll(async () => {
  const fixture = signingFixture(db.client)
  await createAccessTokens(fixture).start()
  const [stored] = await findSigningKeys(db.client, T0)
  if (!stored) throw new Error('no key was made')
  key = await openSigningKey(fixture.vault, stored)
})
afterAll(() => db[Symbol.asyncDispose]())

function start(): SigningFixture & ReturnType<typeof createAccessTokens> {
  const fixture = signingFixture(db.client)
  return { ...fixture, ...createAccessTokens(fixture) }
}

/** A token with the server's own key, good but for what is changed; `undefined` leaves a claim or a parameter out. */
function craft(
  payload: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  privateKey = key.privateKey,
) {
  const url = 'https://roster.example.com'
  const usual = { iss: url, aud: url, sub: claims.userId, sid: claims.sessionId, jti: randomUUID() }
  const times = { iat: nowSeconds, exp: nowSeconds + 900 }
  const parameters: JWTHeaderParameters = JSON.parse(
    JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header }),
  )
  return new SignJWT({ ...usual, ...times, ...payload }).setProtectedHeader(parameters).sign(privateKey)
}

test('a token that was signed is verified, and says whose and which session’s it is', async () => {
  const tokens = start()
  expect(await tokens.verify(await tokens.sign(claims))).toEqual(claims)
})

test('a token has the form of RFC 9068', async () => {
  const token = await start().sign(claims)
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
  expect(decodeJwt(token)).toEqual({
    iss: 'https://roster.example.com',
    aud: 'https://roster.example.com',
    sub: claims.userId,
    sid: claims.sessionId,
    jti: expect.stringMatching(/^[\da-f-]{36}$/),
    iat: nowSeconds,
    exp: nowSeconds + 900,
  })
})

test('only one spelling of a token is that token', async () => {
  const token = await start().sign(claims)
  const [head = '', body = '', signature = ''] = token.split('.')
  // The last of the signature's characters has four bits that mean nothing.
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const other = last[last.indexOf(signature.slice(-1)) ^ 1]
  for (const same of [`${token}==`, `${head}.${body}.${signature.slice(0, -1)}${other}`]) {
    expect(await start().verify(same)).toBeUndefined()
  }
})

test('two tokens of one session differ', async () => {
  const tokens = start()
  expect(await tokens.sign(claims)).not.toBe(await tokens.sign(claims))
})

test('a token expires to the second, also when it has been verified before', async () => {
  const tokens = start()
  const token = await tokens.sign(claims)
  tokens.advance({ seconds: 899, ms: 999 })
  expect(await tokens.verify(token)).toEqual(claims)
  tokens.advance({ ms: 1 })
  expect(await tokens.verify(token)).toBeUndefined()
})

test('the lifetime is what the settings say, and never above 15 minutes', async () => {
  const fixture = signingFixture(db.client)
  const withTtl = (accessTokenTtlSeconds: number) =>
    createAccessTokens({ ...fixture, settings: { ...fixture.settings, accessTokenTtlSeconds } })
  expect(decodeJwt(await withTtl(60).sign(claims)).exp).toBe(nowSeconds + 60)
  for (const ttl of [901, 0, Number.NaN]) expect(() => withTtl(ttl)).toThrow('from 1 to 900 seconds')
})

test('what the tests craft is good until something is changed', async () => {
  expect(await start().verify(await craft())).toEqual(claims)
  expect(await start().verify(await craft({ iat: nowSeconds + 59, exp: nowSeconds + 959 }))).toEqual(claims)
})

test.each<[string, Record<string, unknown>]>([
  ['another issuer', { iss: 'https://other.example.com' }],
  ['no issuer', { iss: undefined }],
  ['another audience', { aud: 'https://other.example.com' }],
  ['no audience', { aud: undefined }],
  ['no subject', { sub: undefined }],
  ['a subject that is no UUID', { sub: "' OR 1=1 --" }],
  ['a subject that is no string', { sub: 1 }],
  ['no session', { sid: undefined }],
  ['a session that is no UUID', { sid: 'me' }],
  ['no id', { jti: undefined }],
  ['no time of issue', { iat: undefined }],
  ['a time of issue in the future', { iat: nowSeconds + 61, exp: nowSeconds + 961 }],
  ['no expiry', { exp: undefined }],
  ['an expiry in the past', { iat: nowSeconds - 900, exp: nowSeconds }],
  ['a lifetime above 15 minutes', { exp: nowSeconds + 901 }],
  ['a start in the future', { nbf: nowSeconds + 1 }],
])('%s makes a token invalid, although the server’s own key signed it', async (_, payload) => {
  expect(await start().verify(await craft(payload))).toBeUndefined()
})

test.each<[string, Record<string, unknown>]>([
  ['no type', { typ: undefined }],
  ['another type', { typ: 'JWT' }],
  ['no key id', { kid: undefined }],
  ['a key id that is no string', { kid: 1 }],
  ['an unknown key id', { kid: 'A'.repeat(43) }],
  ['a content type', { cty: 'JWT' }],
  ['a link to keys', { jku: 'https://attacker.example/jwks.json' }],
  ['a link to certificates', { x5u: 'https://attacker.example/cert.pem' }],
  ['certificates', { x5c: ['MIIB'] }],
])('%s in the header makes a token invalid', async (_, header) => {
  expect(await start().verify(await craft({}, header))).toBeUndefined()
})

test('a key in the header is not used, and an extension is not understood', async () => {
  const tokens = start()
  const attacker = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(attacker.publicKey)
  expect(await tokens.verify(await craft({}, { jwk }, attacker.privateKey))).toBeUndefined()
  const extended = new SignJWT({}).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, crit: ['x'], x: 1 })
  expect(await tokens.verify(await extended.sign(key.privateKey, { crit: { x: true } }))).toBeUndefined()
})

test('another key under the known key id is found out', async () => {
  const attacker = await generateKeyPair('ES256')
  expect(await start().verify(await craft({}, {}, attacker.privateKey))).toBeUndefined()
})

test('no other algorithm is accepted: none, and HMAC with the public key as its secret', async () => {
  const tokens = start()
  const [, payload = ''] = (await craft()).split('.')
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const alg of ['none', 'None', 'HS256']) {
    const header = encode({ alg, typ: 'at+jwt', kid: key.kid })
    expect(await tokens.verify(`${header}.${payload}.`)).toBeUndefined()
  }
  const secret = new TextEncoder().encode(JSON.stringify(key.publicJwk))
  const hmac = new SignJWT(decodeJwt(await craft())).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })
  expect(await tokens.verify(await hmac.sign(secret))).toBeUndefined()
})

test('a token whose parts were exchanged or cut is invalid', async () => {
  const tokens = start()
  const [first, second] = [(await craft()).split('.'), (await craft()).split('.')]
  const broken = [
    [first[0], second[1], first[2]],
    [first[0], first[1], second[2]],
    [first[0], first[1], first[2]?.slice(0, -2)],
    [first[0], first[1]],
    [first[0], first[1], first[2], ''],
  ]
  for (const parts of broken) expect(await tokens.verify(parts.join('.'))).toBeUndefined()
})

test.each(['', '.', '..', 'a.b.c', 'Bearer x', '\u0000', '{}', 'e30.e30.e30', 'bnVsbA.bnVsbA.bnVsbA', '🔑.🔑.🔑'])(
  '"%s" is no token',
  async (text) => expect(await start().verify(text)).toBeUndefined(),
)

test('a token above 4 KiB is refused, however good its signature', async () => {
  expect(await start().verify(await craft({ note: 'x'.repeat(4096) }))).toBeUndefined()
})

test('the published keys are public, and complete', async () => {
  const { keys } = await start().jwks()
  const coordinate = expect.stringMatching(/^[\w-]{43}$/)
  expect(keys).toEqual([
    { kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate, kid: key.kid, alg: 'ES256', use: 'sig' },
  ])
})

test('a token that is remembered counts no longer than its key', async () => {
  await using own = await createTestDb()
  const fixture = signingFixture(own.client)
  await using tokens = createAccessTokens(fixture)
  const token = await tokens.sign(claims)
  expect(await tokens.verify(token)).toEqual(claims)
  await own.client.signingKey.updateMany({ data: { expiresAt: T0 } })
  fixture.advance({ minutes: 6 })
  expect(await tokens.verify(token)).toBeUndefined()
})
