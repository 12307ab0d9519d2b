import { randomBytes } from 'node:crypto'
import { encode, type Forge, hmac, withSignature } from './forge.ts'

/** What each is called, and the token. */
export type Corpus = Readonly<Record<string, string>>

const UUID = '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'

/** Other algorithms, other keys, and signatures that are none. */
export function wrongSignatures(forge: Forge): Corpus {
  const { header, claims, published, kid } = forge
  const good = forge.token(forge.real, header, claims)
  const [, , realSignature = ''] = good.split('.')
  const real = Buffer.from(realSignature, 'base64url')
  const signed = (alg: unknown, sign: (input: string) => Buffer | string, more: object = {}) =>
    withSignature({ ...header, alg, ...more }, claims, sign)
  const secrets: Readonly<Record<string, string | Buffer>> = {
    'the public key as PEM': published.pem,
    'the public key as PEM, trimmed': published.pem.trim(),
    'the public key as DER': published.der,
    'the public key as JWK': JSON.stringify(published.jwk),
    "the public key's x": String(published.jwk.x),
    'the kid': kid,
    'no secret': '',
    'a well-known secret': 'secret',
  }
  const n = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'
  const raw: Readonly<Record<string, Buffer | string>> = {
    'no signature': '',
    zeros: Buffer.alloc(64),
    'the order of the curve': Buffer.from(n + n, 'hex'),
    ones: Buffer.alloc(64, 0xff),
    'a random signature': randomBytes(64),
    'half a signature': real.subarray(0, 32),
    'a byte too few': real.subarray(0, 63),
    'a byte too many': Buffer.concat([real, Buffer.from([0])]),
    'a huge signature': Buffer.alloc(2500, 1),
    'its halves swapped': Buffer.concat([real.subarray(32), real.subarray(0, 32)]),
    'DER in place of r and s': derOf(real),
    'one bit turned': Buffer.from(real.map((byte, index) => (index === 40 ? byte ^ 1 : byte))),
  }
  return {
    ...Object.fromEntries(
      [
        'none',
        'None',
        'NONE',
        'nOnE',
        '',
        ' none',
        'none\u0000',
        'ES256 ',
        'es256',
        null,
        0,
        true,
        ['ES256'],
        { alg: 'ES256' },
      ].flatMap((alg) => [
        [`alg ${JSON.stringify(alg)} without a signature`, signed(alg, () => '')],
        [`alg ${JSON.stringify(alg)} with the real signature`, signed(alg, () => real)],
      ]),
    ),
    'no alg at all': withSignature({ typ: 'at+jwt', kid }, claims, () => real),
    ...Object.fromEntries(
      Object.entries(secrets).flatMap(([name, secret]) =>
        ['256', '384', '512'].map((bits) => [
          `HS${bits} with ${name}`,
          signed(`HS${bits}`, hmac(`sha${bits}`, secret)),
        ]),
      ),
    ),
    'ES256 announced, HMAC under the public key': signed('ES256', hmac('sha256', published.pem)),
    'HS256 announced, the real signature': signed('HS256', () => real),
    ...Object.fromEntries(
      Object.entries(raw).map(([name, bytes]) => [`ES256 and ${name}`, signed('ES256', () => bytes)]),
    ),
    "an attacker's ES256 key": forge.token(forge.ec, header, claims),
    "an attacker's RS256 key": forge.token(forge.rsa, { ...header, alg: 'RS256' }, claims),
    "an attacker's RS256 key that calls itself ES256": forge.token(forge.rsa, header, claims),
    "an attacker's ES384 key": forge.token(forge.p384, { ...header, alg: 'ES384' }, claims),
    "an attacker's EdDSA key": forge.token(forge.ed25519, { ...header, alg: 'EdDSA' }, claims),
    ...Object.fromEntries(
      [
        'RS256',
        'PS256',
        'PS512',
        'ES384',
        'ES512',
        'ES256K',
        'EdDSA',
        'Ed25519',
        'Ed448',
        'ML-DSA-44',
        'RSA-OAEP',
        'dir',
        'A128KW',
        'PBES2-HS256+A128KW',
      ].map((alg) => [`alg ${alg} over the real key's signature`, forge.token(forge.real, { ...header, alg }, claims)]),
    ),
    'the signature of another token': `${encode(header)}.${encode({ ...claims, sub: UUID })}.${realSignature}`,
    'another user under the same signature': good.replace(/\.[^.]+\./, `.${encode({ ...claims, role: 'admin' })}.`),
  }
}

/** Headers that name a key of the attacker's, or would have something fetched or read. `lure` must never be asked. */
export function wrongHeaders(forge: Forge, lure: string): Corpus {
  const { header, claims, published } = forge
  const { x, y } = forge.ec.export({ format: 'jwk' })
  const attackersJwk = { kty: 'EC', crv: 'P-256', x, y, kid: 'mine', alg: 'ES256', use: 'sig' }
  const certificate = published.der.toString('base64')
  const brings: Readonly<Record<string, object>> = {
    jwk: { jwk: attackersJwk },
    'jwk under its own kid': { jwk: attackersJwk, kid: 'mine' },
    'a secret as jwk': { jwk: { kty: 'oct', k: 'c2VjcmV0' } },
    jku: { jku: `${lure}/jwks.json` },
    'jku and its kid': { jku: `${lure}/jwks.json`, kid: 'mine' },
    x5u: { x5u: `${lure}/cert.pem` },
    x5c: { x5c: [certificate] },
    x5t: { x5t: 'AAAA', 'x5t#S256': 'AAAA' },
    iss: { iss: lure },
    url: { url: lure, nonce: '1' },
    'crit of a claim': { crit: ['exp'] },
    'crit of something unknown': { crit: ['http://example.com/x'], 'http://example.com/x': true },
    'an empty crit': { crit: [] },
    'b64 false': { b64: false, crit: ['b64'] },
    'b64 false without crit': { b64: false },
    zip: { zip: 'DEF' },
    cty: { cty: 'JWT' },
    enc: { enc: 'A256GCM' },
    'a proto of its own': JSON.parse('{"__proto__":{"alg":"none"}}'),
    p2c: { p2c: 2_000_000_000, p2s: 'AAAA' },
  }
  const kids: readonly unknown[] = [
    undefined,
    null,
    '',
    0,
    true,
    [],
    {},
    [forge.kid],
    'mine',
    `${forge.kid} `,
    forge.kid.toLowerCase(),
    forge.kid.slice(1),
    `${forge.kid}\u0000`,
    '../../../../dev/null',
    '/etc/passwd',
    `${lure}/key.pem`,
    'file:///dev/null',
    "' OR '1'='1",
    "' UNION SELECT 'key' --",
    '$(id)',
    '| id',
    '__proto__',
    'constructor',
    '{"$ne":null}',
    'ключ',
    '\ud83d\ude00',
    'k'.repeat(2000),
    'A'.repeat(43),
  ]
  const types = [
    undefined,
    null,
    '',
    'JWT',
    'jwt',
    'AT+JWT',
    'at+jwt ',
    'application/at+jwt',
    'refresh+jwt',
    'dpop+jwt',
    'JWE',
    1,
    ['at+jwt'],
  ]
  return {
    ...Object.fromEntries(
      Object.entries(brings).flatMap(([name, more]) => [
        [`a header with ${name}, by the attacker`, forge.token(forge.ec, { ...header, ...more }, claims)],
        [`a header with ${name}, over the real key`, forge.token(forge.real, { ...header, ...more }, claims)],
      ]),
    ),
    ...Object.fromEntries(
      kids.map((kid) => [
        `kid ${JSON.stringify(kid)?.slice(0, 40)}`,
        forge.token(forge.real, { ...header, kid }, claims),
      ]),
    ),
    'a kid of nobody and a guessed secret': withSignature(
      { ...header, alg: 'HS256', kid: '/dev/null' },
      claims,
      hmac('sha256', ''),
    ),
    ...Object.fromEntries(
      types.map((typ) => [`typ ${JSON.stringify(typ)}`, forge.token(forge.real, { ...header, typ }, claims)]),
    ),
    'a header whose last alg is none': forge.token(
      forge.real,
      JSON.stringify(header).replace('}', ',"alg":"none"}'),
      claims,
    ),
    'a header that is a list': forge.token(forge.real, '[]', claims),
    'a header that is null': forge.token(forge.real, 'null', claims),
    'a header that is text': forge.token(forge.real, '"ES256"', claims),
    'a header that is no JSON': forge.token(forge.real, '{alg:ES256}', claims),
    'an empty header': forge.token(forge.real, '', claims),
    'a deep header': forge.token(forge.real, '{"a":'.repeat(600), claims),
  }
}

/** The same signature in ASN.1, as most programs write one that is not for a token. */
function derOf(signature: Buffer): Buffer {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((half) =>
    Buffer.concat([Buffer.from([2, 33, 0]), half]),
  )
  return Buffer.concat([Buffer.from([0x30, 70]), ...integers])
}
