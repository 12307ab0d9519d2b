import type { ForeignHash } from './derivation.ts'
import { fromBase64, isDigest, parameters, positive } from './encoding.ts'

const PHC = /^\$(argon2(?:id|i|d))\$v=19\$((?:[mtp]=\d+,?){3})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/

/**
 * `$argon2id$v=19$m=65536,t=3,p=4$salt$digest`, as the reference program, libsodium, PHP, Python and Node write it (PHC
 * string format); with `argon2` before it, as Django does. Version 19 (RFC 9106) alone: OpenSSL knows no other.
 */
export function readArgon2(text: string): ForeignHash | undefined {
  const [, type = '', numbers = '', salted = '', encoded = ''] = PHC.exec(text.replace(/^argon2\$/, '$')) ?? []
  const named = parameters(numbers)
  const [memoryKiB, passes, lanes] = ['m', 't', 'p'].map((name) => positive(named.get(name)))
  const [salt, digest] = [fromBase64(salted), fromBase64(encoded)]
  if (!memoryKiB || !passes || !lanes || memoryKiB < 8 * lanes) return undefined
  if (salt === undefined || salt.length < 8 || !isDigest(digest)) return undefined
  if (type !== 'argon2id' && type !== 'argon2i' && type !== 'argon2d') return undefined
  return {
    derivation: { kind: 'argon2', type, memoryKiB, passes, lanes, salt, length: digest.length },
    digest,
  }
}
