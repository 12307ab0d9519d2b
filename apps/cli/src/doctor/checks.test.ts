import { expect, test } from 'vitest'
import { judge } from './certificate.ts'
import { checkClock } from './clock.ts'

const NOW = Date.parse('2026-01-31T12:00:00Z')

test.each([
  ['2026-01-31T12:00:20Z', 'ok', 'agrees'],
  ['2026-01-31T12:02:00Z', 'warning', 'is 120 seconds behind'],
  ['2026-01-31T11:58:00Z', 'warning', 'is 120 seconds ahead of'],
])('a server that says it is %s: %s', (time, level, says) => {
  const [finding] = checkClock(new Date(time).toUTCString(), NOW)
  expect(finding).toMatchObject({ level, says: expect.stringContaining(says) })
})

test('a reply without a date says nothing about the clock', () => {
  expect(checkClock(null, NOW)).toEqual([])
})

test.each([
  ['2026-06-30', 'ok', 'good until 2026-06-30'],
  ['2026-02-10', 'warning', 'expires in 9 days'],
  ['2026-01-01', 'problem', 'expired on 2026-01-01'],
])('a certificate until %s: %s', (day, level, says) => {
  expect(judge(new Date(day), NOW)).toMatchObject({ level, says: expect.stringContaining(says) })
})
