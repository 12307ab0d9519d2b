import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { LiveServer, Person } from './live-server.ts'

type Json = Readonly<Record<string, unknown>>
/** A part of a token: data, or the very text that is to be encoded. */
export type Part = Json | string

/** Everything that tokens are forged with. The real key too: a good signature must not excuse anything else. */
export interface Forge {
  readonly real: KeyObject
  /** An attacker's keys. */
  readonly ec: KeyObject
  readonly p384: KeyObject
  readonly rsa: KeyObject
  readonly ed25519: KeyObject
  readonly kid: string
  /** The published key, in the spellings that programs keep keys in. */
  readonly published: { readonly jwk: Json; readonly pem: string; readonly der: Buffer }
  /** What a good token of this person says. */
  readonly header: Json
  readonly claims: Json
  readonly nowSeconds: number
  /** A token as a key signs it, ES256 unless the key is of another kind. */
  token(key: KeyObject, header: Part, claims: Part): string
}

/** Takes the real signing key out of the server's database. */
export async function openForge({ world }: LiveServer, person: Person): Promise<Forge> {
  const { services, db } = world
  const rows = await db.client.signingKey.findMany({ select: { kid: true, privateJwk: true } })
  const [row] = rows
  if (row === undefined) throw new Error('There is no signing key')
  const privateJwk = JSON.parse(services.vault.open('signing-key', row.privateJwk).toString())
  const real = createPrivateKey({ key: privateJwk, format: 'jwk' })
  const { d: _, ...jwk } = privateJwk
  const nowSeconds = Math.floor(services.now().getTime() / 1000)
  const url = services.settings.publicUrl
  return {
    real,
    ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    ed25519: generateKeyPairSync('ed25519').privateKey,
    kid: row.kid,
    published: { jwk, ...publicFormsOf(real) },
    header: { alg: 'ES256', typ: 'at+jwt', kid: row.kid },
    claims: {
      ...{ iss: url, aud: url, sub: person.id, sid: person.sessionId, jti: crypto.randomUUID() },
      ...{ iat: nowSeconds, exp: nowSeconds + 900 },
    },
    nowSeconds,
    token: (key, header, claims) => withSignature(header, claims, (input) => signature(key, input)),
  }
}

function publicFormsOf(key: KeyObject): { pem: string; der: Buffer } {
  const publicKey = createPublicKey(key)
  return {
    pem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    der: publicKey.export({ type: 'spki', format: 'der' }),
  }
}

function signature(key: KeyObject, input: string): Buffer {
  const type = key.asymmetricKeyType
  const digest = type === 'ed25519' ? null : key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256'
  return sign(digest, Buffer.from(input), type === 'ec' ? { key, dsaEncoding: 'ieee-p1363' } : key)
}

/** A token with any signature over it. */
export function withSignature(header: Part, claims: Part, signWith: (input: string) => Buffer | string): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${Buffer.from(signWith(input)).toString('base64url')}`
}

/** The classic confusion: a public key, or any text, as the secret of an HMAC. */
export const hmac = (digest: string, secret: string | Buffer) => (input: string) =>
  createHmac(digest, secret).update(input).digest()

export const encode = (part: Part) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
