import type { UserRead } from '@roster/client'

const KEY = 'roster.pending-email'

/**
 * The address that somebody has asked for and not yet confirmed. The API does not tell it, so this tab remembers what it
 * has sent, until it is closed.
 */
export function pendingEmailOf({ id, email }: UserRead): string | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('id' in kept) || kept.id !== id) return undefined
    const pending = 'email' in kept ? String(kept.email) : undefined
    return pending?.toLowerCase() === email ? undefined : pending
  } catch {
    return undefined
  }
}

export function keepPendingEmail({ id }: UserRead, email: string): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ id, email }))
  } catch {
    // Said once, then, and forgotten with the page.
  }
}
