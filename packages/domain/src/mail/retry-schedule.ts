/** How long to wait after the first failure, the second, …; the last one holds for all that follow. */
export const DEFAULT_RETRY_DELAYS_SECONDS: readonly number[] = [5, 15, 60, 300, 900, 3600]

/** When to try again after `attempts` failures; at `expiresAt` at the latest, so that a mail is dropped on time. */
export function nextAttemptAt(now: Date, attempts: number, expiresAt: Date, delaysSeconds: readonly number[]): Date {
  const seconds = delaysSeconds[Math.min(attempts, delaysSeconds.length) - 1] ?? 3600
  return new Date(Math.min(now.getTime() + seconds * 1000, expiresAt.getTime()))
}
