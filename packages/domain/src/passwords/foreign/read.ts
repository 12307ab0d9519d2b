import { readArgon2 } from './argon2.ts'
import { readBcrypt } from './bcrypt.ts'
import { isAffordable } from './bounds.ts'
import type { ForeignHash, Refusal } from './derivation.ts'
import { readPbkdf2 } from './pbkdf2.ts'
import { readScrypt } from './scrypt.ts'

export const MAX_HASH_LENGTH = 1024

// Fast or broken: MD5, SHA-1 and plain SHA-2 of htpasswd, of LDAP, of Django's old hashers, of PHP's frameworks; DES.
const WEAK =
  /^(?:\$(?:apr1|1|md5|H|P|sha1|2x?)\$|\{(?:SHA|SSHA|MD5|SMD5|SHA256|SSHA256|SHA512|SSHA512|CRYPT)\}|(?:unsalted_)?(?:md5|sha1|crypt)\$|(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$|[./A-Za-z0-9]{13}$)/i

// Slow enough, and nothing that Roster can compute.
const UNSUPPORTED = /^\$(?:5|6|7|y|gy|argon2(?:id|i|d)|bcrypt-sha256|2k|s0|s1)\$/

// Those of a cost that is allowed never get here.
const OURS_TOO_COSTLY = /^\$bcrypt-sha256\$v=2,t=2b,r=(?:1[7-9]|[2-9]\d)\$/

/**
 * Reads a hash that another program made, whichever of them did.
 * @returns why nobody could sign in with it, where that is so
 */
export function readForeignHash(text: string): ForeignHash | Refusal {
  if (text.length > MAX_HASH_LENGTH) return 'unknown'
  const hash = readBcrypt(text) ?? readArgon2(text) ?? readScrypt(text) ?? readPbkdf2(text)
  if (hash !== undefined) return isAffordable(hash.derivation) ? hash : 'too_costly'
  if (OURS_TOO_COSTLY.test(text)) return 'too_costly'
  if (WEAK.test(text)) return 'too_weak'
  return UNSUPPORTED.test(text) ? 'unsupported' : 'unknown'
}
