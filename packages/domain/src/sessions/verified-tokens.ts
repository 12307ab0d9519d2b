import { hash } from 'node:crypto'
import type { AccessClaims } from './access-tokens.ts'

/** What a token says whose signature has been checked, and by which key: it counts for as long as the key does. */
interface VerifiedToken {
  readonly claims: AccessClaims
  readonly kid: string
  readonly expiresAt: Date
}

/** Tokens whose signature has been checked, until they expire. They are kept as SHA-256 only. */
interface VerifiedTokens {
  get(token: string, now: Date): VerifiedToken | undefined
  remember(token: string, verified: VerifiedToken): void
}

/** @param capacity How many tokens at most; beyond that the oldest is forgotten. */
export function createVerifiedTokens(capacity: number): VerifiedTokens {
  const entries = new Map<string, VerifiedToken>()
  const keyOf = (token: string) => hash('sha256', token, 'base64')
  return {
    get(token, now) {
      const key = keyOf(token)
      const entry = entries.get(key)
      if (entry === undefined || entry.expiresAt > now) return entry
      entries.delete(key)
      return undefined
    },
    remember(token, verified) {
      // A Map keeps the order of insertion, and tokens live equally long: the first one is the next to expire.
      const [oldest] = entries.keys()
      if (oldest !== undefined && entries.size >= capacity) entries.delete(oldest)
      entries.set(keyOf(token), verified)
    },
  }
}
