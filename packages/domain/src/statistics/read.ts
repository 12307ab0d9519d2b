import { MAX_STATISTICS_BUCKETS, type Statistics, type StatisticsBucket, type StatisticsQuery } from '@roster/contract'
import type { Context } from '../context.ts'
import { invalidField } from '../errors.ts'
import { requireAdmin } from '../policy.ts'
import { bucketStarts } from './bucket-starts.ts'
import { type Bucket, countBuckets, countTotals, countUsersBefore } from './store.ts'

const DAY_MS = 24 * 3_600_000

/** How far before the last bucket the first one lies, if nobody says. */
const DEFAULT_RANGE_MS: Readonly<Record<StatisticsBucket, number>> = {
  hour: 23 * 3_600_000,
  day: 29 * DAY_MS,
  month: 29 * 30.44 * DAY_MS,
}

/**
 * How many accounts and living sessions there are, and how accounts, sign-ins and refused sign-ins developed, for
 * administrators. Other servers' sign-ins of the last seconds may be missing.
 * @throws FORBIDDEN; VALIDATION_FAILED at `from` when it lies after `to`, or more than 400 buckets before it
 */
export async function readStatistics(ctx: Context, input: StatisticsQuery): Promise<Statistics> {
  requireAdmin(ctx)
  const { bucket, timeZone } = input
  const now = ctx.now()
  const starts = startsOf(input, now)
  await ctx.activity.flush()
  const totals = await countTotals(ctx.db, now)
  const before = await countUsersBefore(ctx.db, starts[0] ?? now)
  const buckets = await countBuckets(ctx.db, starts)
  const [total, disabled] = [Number(totals.rows - totals.deleted), Number(totals.disabled)]
  return {
    at: now.toISOString(),
    users: {
      total,
      active: total - disabled,
      disabled,
      deleted: Number(totals.deleted),
      admins: Number(totals.admins),
    },
    activeSessions: Number(totals.sessions),
    bucket,
    timeZone,
    series: seriesOf(starts, buckets, Number(before.created - before.deleted)),
  }
}

function seriesOf(starts: readonly Date[], buckets: readonly Bucket[], usersBefore: number): Statistics['series'] {
  let users = usersBefore
  return buckets.map(({ created, deleted, activeSessions, signIns, failedSignIns }, index) => {
    users += Number(created - deleted)
    return {
      start: starts[index]?.toISOString() ?? '',
      registrations: Number(created),
      users,
      activeSessions,
      signIns: Number(signIns),
      failedSignIns: Number(failedSignIns),
    }
  })
}

function startsOf({ bucket, timeZone, ...input }: StatisticsQuery, now: Date): readonly Date[] {
  const to = input.to === undefined ? now : new Date(input.to)
  const from = input.from === undefined ? new Date(to.getTime() - DEFAULT_RANGE_MS[bucket]) : new Date(input.from)
  if (from > to) throw invalidField('from', 'after_end', 'Must not lie after `to`')
  const starts = bucketStarts({ from, to, bucket, timeZone }, MAX_STATISTICS_BUCKETS)
  if ((starts.at(-1) ?? to) <= to) {
    throw invalidField('from', 'too_many_buckets', `Must lie at most ${MAX_STATISTICS_BUCKETS} buckets before \`to\``)
  }
  return starts
}
