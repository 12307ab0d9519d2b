import { argon2Sync, createCipheriv, createHash, pbkdf2Sync, scryptSync } from 'node:crypto'
import { hashSync } from 'bcryptjs'
import type { Derivation } from './derivation.ts'

/** Above what `bounds.ts` lets through, so that OpenSSL never refuses what that has allowed. */
const SCRYPT_MAX_MEMORY_BYTES = 512 * 1024 * 1024

/** The digest of a password. Takes its time: for worker threads. */
export function derive(derivation: Derivation, password: string): Uint8Array {
  switch (derivation.kind) {
    case 'argon2': {
      const { type, memoryKiB: memory, passes, lanes: parallelism, salt: nonce, length: tagLength } = derivation
      return argon2Sync(type, { message: password, nonce, parallelism, tagLength, memory, passes })
    }
    case 'scrypt': {
      const { n: N, r, p, salt, length, signerKey } = derivation
      const key = scryptSync(password, salt, length, { N, r, p, maxmem: SCRYPT_MAX_MEMORY_BYTES })
      return signerKey === undefined ? key : sealSignerKey(key, signerKey)
    }
    case 'pbkdf2': {
      const { salt, iterations, length, algorithm } = derivation
      return pbkdf2Sync(password, salt, iterations, length, algorithm)
    }
    case 'bcrypt': {
      const { input, cost, salt } = derivation
      const text = input === 'password' ? password : createHash('sha256').update(password).digest('hex')
      return Buffer.from(hashSync(text, `$2b$${String(cost).padStart(2, '0')}$${salt}`).slice(-31))
    }
  }
}

/** AES-256 in counter mode from zero, as Firebase's own program does it. */
function sealSignerKey(key: Uint8Array, signerKey: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-ctr', key, new Uint8Array(16))
  return Buffer.concat([cipher.update(signerKey), cipher.final()])
}
