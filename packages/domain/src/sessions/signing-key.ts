import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWK_EC_Private,
} from 'jose'
import type { Vault } from '../vault.ts'

/** ECDSA on P-256 with SHA-256 (RFC 7518 §3.4): the one algorithm that Roster signs with and accepts. */
export const ALGORITHM = 'ES256'

type EcPrivateJwk = JWK_EC_Private & { kty: 'EC' }

/** A key pair as the database has one. */
export interface StoredSigningKey {
  /** The RFC 7638 thumbprint of the public key. */
  readonly kid: string
  readonly publicJwk: JWK
  readonly sealedPrivateJwk: Uint8Array<ArrayBuffer>
  readonly createdAt: Date
  /** Signs from this time on. */
  readonly activeAt: Date
  /** Verifies until this time; null while it is the newest. */
  readonly expiresAt: Date | null
}

/** A key pair that is ready for use. */
export interface SigningKey extends Pick<StoredSigningKey, 'kid' | 'publicJwk' | 'activeAt' | 'expiresAt'> {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

/** A private key in the database cannot be opened. The message tells the operator what to do. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError'

  constructor(kid: string, cause: unknown) {
    const what = `The signing key ${kid} in the database was encrypted under another AUTH_SECRET, or has been changed.`
    const help =
      'Start the server with the AUTH_SECRET that this database was used with, the same on every server. If that is ' +
      'lost, delete the rows of the table signing_keys: a new key is made at the next start, and clients get new ' +
      'access tokens when they refresh.'
    super(`${what} ${help}`, { cause })
  }
}

/** Makes a key pair, its private half encrypted. */
export async function makeSigningKey(
  vault: Vault,
): Promise<Pick<StoredSigningKey, 'kid' | 'publicJwk' | 'sealedPrivateJwk'>> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true })
  const kid = await calculateJwkThumbprint(pair.publicKey)
  const sealedPrivateJwk = vault.seal('signing-key', JSON.stringify(await exportJWK(pair.privateKey)))
  return { kid, publicJwk: { ...(await exportJWK(pair.publicKey)), ...published(kid) }, sealedPrivateJwk }
}

/**
 * Makes a stored key ready for use. The public half is taken out of the encrypted one, so that whoever can write to the
 * database alone cannot have a key of theirs trusted.
 * @throws SigningKeyError when it was encrypted under another secret, or is not the key that its `kid` names
 */
export async function openSigningKey(vault: Vault, stored: StoredSigningKey): Promise<SigningKey> {
  const { kid, activeAt, expiresAt } = stored
  try {
    const privateJwk: EcPrivateJwk = JSON.parse(vault.open('signing-key', stored.sealedPrivateJwk).toString())
    const { kty, crv, x, y } = privateJwk
    const bare = { kty, crv, x, y }
    if ((await calculateJwkThumbprint(bare)) !== kid) throw new Error('The thumbprint is another')
    const privateKey = await importJWK(privateJwk, ALGORITHM)
    const publicKey = await importJWK(bare, ALGORITHM)
    return { kid, publicJwk: { ...bare, ...published(kid) }, activeAt, expiresAt, privateKey, publicKey }
  } catch (error) {
    throw new SigningKeyError(kid, error)
  }
}

/** The key to sign with: the newest that is active. Where no clock agrees on that yet, the one that will be first. */
export function keyThatSigns(keys: Iterable<SigningKey>, now: Date): SigningKey | undefined {
  const byAge = [...keys].sort((left, right) => left.activeAt.getTime() - right.activeAt.getTime())
  return byAge.findLast((key) => key.activeAt <= now) ?? byAge[0]
}

/** Whether a key may still verify. A token of a key that is published but not active yet comes from a fast clock. */
export const isLive = (key: Pick<StoredSigningKey, 'expiresAt'>, now: Date): boolean =>
  key.expiresAt === null || key.expiresAt > now

/** What others need to know to use a public key (RFC 7517 §4). */
const published = (kid: string) => ({ kid, alg: ALGORITHM, use: 'sig' }) as const
