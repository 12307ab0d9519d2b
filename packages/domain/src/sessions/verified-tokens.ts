import { hash } from 'node:crypto'
import type { AccessClaims } from './access-tokens.ts'

/** The claims of tokens whose signature has been checked, until they expire. Tokens are kept as SHA-256 only. */
interface VerifiedTokens {
  get(token: string, now: Date): AccessClaims | undefined
  remember(token: string, claims: AccessClaims, expiresAt: Date): void
}

/** @param capacity How many tokens at most; beyond that the oldest is forgotten. */
export function createVerifiedTokens(capacity: number): VerifiedTokens {
  const entries = new Map<string, { readonly claims: AccessClaims; readonly expiresAt: Date }>()
  const keyOf = (token: string) => hash('sha256', token, 'base64')
  return {
    get(token, now) {
      const key = keyOf(token)
      const entry = entries.get(key)
      if (entry === undefined || entry.expiresAt > now) return entry?.claims
      entries.delete(key)
      return undefined
    },
    remember(token, claims, expiresAt) {
      // A Map keeps the order of insertion, and tokens live equally long: the first one is the next to expire.
      const [oldest] = entries.keys()
      if (oldest !== undefined && entries.size >= capacity) entries.delete(oldest)
      entries.set(keyOf(token), { claims, expiresAt })
    },
  }
}
