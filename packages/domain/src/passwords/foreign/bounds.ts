import type { Derivation } from './derivation.ts'

/**
 * The most that one check of a stored hash may cost, whoever wrote it: about what bcrypt takes at its own bound, 16.
 * They are fixed, so that a file that one server takes is taken by every other. `docs/import-export.md` has them.
 */
const MAX_MEMORY_KIB = 256 * 1024
const MAX_ARGON2_KIB_PASSES = 2 * 1024 * 1024
const MAX_ARGON2_LANES = 16
const MAX_SCRYPT_BLOCKS = 2 * 1024 * 1024
const MAX_SCRYPT_LANES = 64
const MAX_PBKDF2_ROUNDS = 10_000_000
const MAX_BCRYPT_COST = 16

/** What one round gives, and how long it takes beside one of SHA-256. */
const PBKDF2 = {
  sha1: { bytes: 20, effort: 1 },
  sha256: { bytes: 32, effort: 1 },
  sha512: { bytes: 64, effort: 2 },
} as const

/** Whether a server should be asked to do this at each sign-in. */
export function isAffordable(derivation: Derivation): boolean {
  switch (derivation.kind) {
    case 'argon2': {
      const { memoryKiB, passes, lanes } = derivation
      return memoryKiB <= MAX_MEMORY_KIB && memoryKiB * passes <= MAX_ARGON2_KIB_PASSES && lanes <= MAX_ARGON2_LANES
    }
    case 'scrypt': {
      const { n, r, p } = derivation
      // What is kept beside the table of `n` entries is small, unless it is the table that is small.
      const besideKiB = ((p + 2) * r) / 8
      const isSmall = (n * r) / 8 <= MAX_MEMORY_KIB && besideKiB <= MAX_MEMORY_KIB
      return isSmall && n * r * p <= MAX_SCRYPT_BLOCKS && p <= MAX_SCRYPT_LANES
    }
    case 'pbkdf2': {
      const { iterations, length, algorithm } = derivation
      const { bytes, effort } = PBKDF2[algorithm]
      return iterations * effort * Math.ceil(length / bytes) <= MAX_PBKDF2_ROUNDS
    }
    case 'bcrypt':
      return derivation.cost <= MAX_BCRYPT_COST
  }
}
