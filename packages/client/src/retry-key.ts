import { pageStorage } from './browser.ts'

// The server gives the answer to a refresh again to whoever repeats it with the key that it was first sent with. So the
// key is kept before the first try, next to the token or where the token's cookie is, and dropped with the answer.

/** What names one refresh and all its repetitions: 144 random bits in base64url. */
export function newRetryKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

/** What was kept may have been kept by somebody else, and a key of another form would be refused. */
export const isRetryKey = (key: unknown): key is string => typeof key === 'string' && /^[\w-]{22,128}$/.test(key)

/** The key of the refresh that is under way. */
export interface RetryKeys {
  /** The one there is, or a new one. */
  take(): string
  drop(): void
}

/**
 * For a refresh token in a cookie: all tabs, and those that are opened or loaded later, go on with one key. Scripts can
 * read it; without the cookie, which they cannot, it is worth nothing.
 */
export function pageRetryKeys(name: string): RetryKeys {
  const item = `${name} retry`
  let own: string | undefined
  const storage = pageStorage()
  return {
    take() {
      try {
        const kept = storage?.getItem(item)
        own = isRetryKey(kept) ? kept : (own ?? newRetryKey())
        storage?.setItem(item, own)
      } catch {
        // Full, or forbidden: then this tab alone knows it.
      }
      own ??= newRetryKey()
      return own
    },
    drop() {
      own = undefined
      try {
        storage?.removeItem(item)
      } catch {}
    },
  }
}
