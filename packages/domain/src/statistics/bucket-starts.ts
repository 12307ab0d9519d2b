import type { StatisticsBucket } from '@roster/contract'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * When buckets begin, from the one that holds `from` to the one that holds `to`, and the end of that one; no more than
 * `max` and this end. Days and months begin at midnight in the zone, or at the first moment after it where a clock
 * skips midnight; hours have sixty minutes, whatever clocks do.
 */
export function bucketStarts(
  { from, to, bucket, timeZone }: { from: Date; to: Date; bucket: StatisticsBucket; timeZone: string },
  max: number,
): Date[] {
  const clock = localClock(timeZone)
  const first = clock(from.getTime())
  const startOf = (index: number): number => {
    if (bucket === 'month') return startOfDay(clock, Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index))
    if (bucket === 'day') return startOfDay(clock, Math.floor(first.getTime() / DAY_MS + index) * DAY_MS)
    const intoHour = first.getTime() % HOUR_MS
    return from.getTime() - intoHour + index * HOUR_MS
  }
  const starts = [new Date(startOf(0))]
  for (let index = 1; index <= max; index++) {
    const start = new Date(startOf(index))
    starts.push(start)
    if (start > to) break
  }
  return starts
}

/** What a clock in the zone shows at a time, as if it were UTC. */
type LocalClock = (ms: number) => Date

function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    const shown = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
      ((ms % 1000) + 1000) % 1000,
    )
    return new Date(shown)
  }
}

/** The first moment of a day: `midnight` is the one a clock in the zone shows, as if it were UTC. */
function startOfDay(clock: LocalClock, midnight: number): number {
  const offsetAt = (ms: number) => clock(ms).getTime() - ms
  // Before and after a change of the clock that may lie in between; the earlier moment where midnight comes twice.
  const moments = [midnight - offsetAt(midnight - DAY_MS), midnight - offsetAt(midnight + DAY_MS)]
  const shown = moments.filter((moment) => clock(moment).getTime() === midnight)
  return shown.length > 0 ? Math.min(...shown) : Math.max(...moments)
}
