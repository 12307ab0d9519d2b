import { availableParallelism } from 'node:os'
import {
  bcryptInput,
  formatHash,
  isCost,
  isSameDigest,
  MAX_COST,
  newSalt,
  parseHash,
  type StoredHash,
} from './bcrypt-sha256.ts'
import type { ForeignHash } from './foreign/derivation.ts'
import { readForeignHash } from './foreign/read.ts'
import type { HashTask } from './hash.worker.ts'
import type { PasswordHasher } from './hasher.ts'
import { createWorkerPool } from './worker-pool.ts'

const MIN_COST = 10

/** What one run takes at cost 12 on an ordinary core; only the first seconds go by it. */
const SECONDS_AT_COST_12 = 0.25

export interface PasswordHasherOptions {
  /** Bcrypt's cost, 10 to 16. */
  readonly cost: number
  /** Worker threads; as many as there are cores, if not said. */
  readonly workers?: number
  /** How long a password may have to wait for its turn; whoever would wait longer is refused at once. */
  readonly maxWaitSeconds?: number
  /** How many may wait, however fast they are. */
  readonly maxQueue?: number
  /** Allows a cost from 4 on. For tests, which hash a lot and protect nothing. */
  readonly allowLowCost?: boolean
}

/**
 * Starts the workers that hash and check passwords (ASVS 11.4.2, NIST SP 800-63B-4 §3.1.1.2). Every check takes the time
 * of the configured cost at least: with no account, with a hash that cannot be read, and with a cheaper one too. Hashes
 * of other programs are checked as well (see `foreign/`); dearer ones take their own time until they are replaced.
 * @throws Error when the cost is out of bounds
 */
export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const { cost, workers = availableParallelism() } = options
  if (!isCost(cost) || (cost < MIN_COST && !options.allowLowCost)) {
    throw new Error(`The cost of password hashes must be a whole number from ${MIN_COST} to ${MAX_COST}, not ${cost}`)
  }
  const pool = createWorkerPool<HashTask, string>({
    script: new URL('./hash.worker.ts', import.meta.url),
    workers,
    maxQueue: options.maxQueue ?? 1000,
    maxWaitSeconds: options.maxWaitSeconds ?? 4,
    expectedTaskSeconds: SECONDS_AT_COST_12 * 2 ** (cost - 12),
  })
  const dummy = { layout: 'bcrypt-sha256', cost, salt: newSalt() } as const

  const verifyBcrypt = async (password: string, stored: StoredHash | undefined) => {
    const { layout, salt, cost: storedCost } = stored ?? dummy
    const rehash = layout === 'bcrypt' || storedCost < cost
    for (const spelling of spellingsOf(password)) {
      const input = bcryptInput(layout, spelling, salt)
      const digest = await pool.run({ input, salt, cost: storedCost, padToCost: cost })
      if (stored !== undefined && isSameDigest(digest, stored.digest)) return { matches: true, rehash }
    }
    return { matches: false, rehash: false }
  }

  const verifyForeign = async ({ derivation, digest }: ForeignHash, password: string) => {
    const expected = Buffer.from(digest).toString('base64')
    for (const spelling of spellingsOf(password)) {
      const made = await pool.run({ derivation, password: spelling, padToCost: cost })
      if (isSameDigest(made, expected)) return { matches: true, rehash: true }
    }
    return { matches: false, rehash: false }
  }

  return {
    get waiting() {
      return pool.waiting
    },
    admit: () => pool.admit(),
    async hash(password) {
      const salt = newSalt()
      const input = bcryptInput('bcrypt-sha256', password.normalize('NFKC'), salt)
      const digest = await pool.run({ input, salt, cost, padToCost: cost })
      return formatHash({ cost, salt, digest })
    },
    async verify(password, hash) {
      const stored = parseHash(hash ?? '')
      const foreign = stored === undefined && hash !== null ? readForeignHash(hash) : undefined
      if (typeof foreign === 'object') return verifyForeign(foreign, password)
      return verifyBcrypt(password, stored)
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

/**
 * What a password may have been hashed as. Roster takes the NFKC form (NIST SP 800-63B-4 §3.1.1.2), most other programs
 * what was typed: `µ` or `´` on one's keyboard is enough for a difference.
 */
const spellingsOf = (password: string): Iterable<string> => new Set([password.normalize('NFKC'), password])
