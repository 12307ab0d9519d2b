import { expect, test } from 'vitest'
import { DEFAULT_RETRY_DELAYS_SECONDS, nextAttemptAt } from './retry-schedule.ts'

const now = new Date('2026-01-31T12:00:00Z')
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000)

test('waits longer after each failure, then an hour each time', () => {
  const later = inSeconds(7 * 86_400)
  const delays = [1, 2, 3, 4, 5, 6, 7, 50].map(
    (attempts) => (nextAttemptAt(now, attempts, later, DEFAULT_RETRY_DELAYS_SECONDS).getTime() - now.getTime()) / 1000,
  )
  expect(delays).toEqual([5, 15, 60, 300, 900, 3600, 3600, 3600])
})

test('never waits past the time at which the mail expires', () => {
  expect(nextAttemptAt(now, 6, inSeconds(90), DEFAULT_RETRY_DELAYS_SECONDS)).toEqual(inSeconds(90))
})
