import type { StatisticsBucket } from '@roster/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { roster } from '../../client.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const REFRESH_MS = 60_000

export const RANGES = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Range = (typeof RANGES)[number]

const SPANS: Readonly<Record<Range, { readonly bucket: StatisticsBucket; readonly ms: number }>> = {
  day: { bucket: 'hour', ms: 23 * HOUR_MS },
  week: { bucket: 'day', ms: 6 * DAY_MS },
  month: { bucket: 'day', ms: 29 * DAY_MS },
  quarter: { bucket: 'day', ms: 89 * DAY_MS },
  year: { bucket: 'month', ms: 335 * DAY_MS },
}

export const viewersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The figures of a range, looked at again every minute. Days are those of the viewer. */
export function useStatistics(range: Range) {
  const { bucket, ms } = SPANS[range]
  // To the hour, so that it is the same question for as long as the answer has the same buckets.
  const from = new Date(Math.floor((Date.now() - ms) / HOUR_MS) * HOUR_MS).toISOString()
  return useQuery({
    ...roster.statistics.read.queryOptions({ bucket, from, timeZone: viewersZone() }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}
