import type { StatisticsBucket } from '@roster/contract'
import { expect, test } from 'vitest'
import { bucketStarts } from './bucket-starts.ts'

const starts = (from: string, to: string, bucket: StatisticsBucket, timeZone: string, max = 400) =>
  bucketStarts({ from: new Date(from), to: new Date(to), bucket, timeZone }, max).map((start) => start.toISOString())

test('days begin at midnight in the zone, also over a change of its clocks', () => {
  expect(starts('2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', 'day', 'Europe/Berlin')).toEqual([
    '2026-03-27T23:00:00.000Z',
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    '2026-03-30T22:00:00.000Z',
  ])
})

test('a day whose midnight is skipped begins when the clock goes on', () => {
  // Beirut: at 00:00 on 29 March 2026 it is 01:00.
  expect(starts('2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 'day', 'Asia/Beirut')).toEqual([
    '2026-03-27T22:00:00.000Z',
    '2026-03-28T22:00:00.000Z',
    '2026-03-29T21:00:00.000Z',
  ])
})

test('a day whose midnight comes twice begins with the first', () => {
  // Havana: at 01:00 on 1 November 2026 it is 00:00 again.
  expect(starts('2026-11-01T12:00:00Z', '2026-11-01T12:00:00Z', 'day', 'America/Havana')).toEqual([
    '2026-11-01T04:00:00.000Z',
    '2026-11-02T05:00:00.000Z',
  ])
})

test('hours begin when the clock in the zone shows a whole hour', () => {
  expect(starts('2026-03-01T12:20:00.123Z', '2026-03-01T13:20:00Z', 'hour', 'Asia/Kathmandu')).toEqual([
    '2026-03-01T12:15:00.000Z',
    '2026-03-01T13:15:00.000Z',
    '2026-03-01T14:15:00.000Z',
  ])
})

test('months begin on the first, from December to January too', () => {
  expect(starts('2025-12-31T23:30:00Z', '2026-02-10T00:00:00Z', 'month', 'America/New_York')).toEqual([
    '2025-12-01T05:00:00.000Z',
    '2026-01-01T05:00:00.000Z',
    '2026-02-01T05:00:00.000Z',
    '2026-03-01T05:00:00.000Z',
  ])
})

test('a time that begins a bucket is in it', () => {
  const at = '2026-03-01T00:00:00.000Z'
  expect(starts(at, at, 'day', 'UTC')).toEqual([at, '2026-03-02T00:00:00.000Z'])
})

test('there are no more than asked for', () => {
  expect(starts('1970-01-01T00:00:00Z', '2999-12-31T23:59:59Z', 'hour', 'UTC', 3)).toHaveLength(4)
})
