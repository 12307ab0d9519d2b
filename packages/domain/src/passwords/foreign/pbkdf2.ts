import type { ForeignHash } from './derivation.ts'
import { fromBase64, fromHex, fromText, isDigest, positive } from './encoding.ts'

const PASSLIB = /^\$pbkdf2(-sha256|-sha512)?\$(?:i=)?(\d+)(?:,l=\d+)?\$([A-Za-z0-9+/.=]*)\$([A-Za-z0-9+/.=]+)$/
const DJANGO = /^pbkdf2_(sha1|sha256)\$(\d+)\$([^$]+)\$([A-Za-z0-9+/=]+)$/
const WERKZEUG = /^pbkdf2:(sha1|sha256|sha512):(\d+)\$([^$]+)\$([0-9a-f]+)$/

/**
 * PBKDF2 (RFC 8018) as passlib writes it (`$pbkdf2-sha256$rounds$salt$digest`, which is also what a Keycloak credential is
 * brought into), in the PHC string format (`$pbkdf2-sha256$i=rounds,l=32$…`), as Django (`pbkdf2_sha256$rounds$salt$digest`)
 * and as Werkzeug (`pbkdf2:sha256:rounds$salt$hex`). Django and Werkzeug use the salt as it is written.
 */
export function readPbkdf2(text: string): ForeignHash | undefined {
  return readPasslib(text) ?? readDjango(text) ?? readWerkzeug(text)
}

function readPasslib(text: string): ForeignHash | undefined {
  const [matched, algorithm = '-sha1', rounds, salt = '', encoded = ''] = PASSLIB.exec(text) ?? []
  if (matched === undefined) return undefined
  return pbkdf2(algorithm.slice(1), rounds, fromBase64(salt), fromBase64(encoded))
}

function readDjango(text: string): ForeignHash | undefined {
  const [matched, algorithm = '', rounds, salt = '', encoded = ''] = DJANGO.exec(text) ?? []
  return matched === undefined ? undefined : pbkdf2(algorithm, rounds, fromText(salt), fromBase64(encoded))
}

function readWerkzeug(text: string): ForeignHash | undefined {
  const [matched, algorithm = '', rounds, salt = '', encoded = ''] = WERKZEUG.exec(text) ?? []
  return matched === undefined ? undefined : pbkdf2(algorithm, rounds, fromText(salt), fromHex(encoded))
}

function pbkdf2(
  algorithm: string,
  rounds: string | undefined,
  salt: Uint8Array | undefined,
  digest: Uint8Array | undefined,
): ForeignHash | undefined {
  const iterations = positive(rounds)
  if (!iterations || salt === undefined || !isDigest(digest)) return undefined
  if (algorithm !== 'sha1' && algorithm !== 'sha256' && algorithm !== 'sha512') return undefined
  return {
    derivation: { kind: 'pbkdf2', algorithm, iterations, salt, length: digest.length },
    digest,
  }
}
