import { z } from 'zod'
import { Instant, Timestamp, text } from './text.ts'

const FIRST_MS = Date.parse('1970-01-01T00:00:00Z')
const END_MS = Date.parse('3000-01-01T00:00:00Z')

const When = Instant.refine((value) => Date.parse(value) >= FIRST_MS && Date.parse(value) < END_MS, {
  message: 'Must lie between the years 1970 and 2999',
  params: { code: 'out_of_range' },
})

/** A name from the IANA time zone database. */
export const TimeZone = text()
  .max(64)
  .refine(isTimeZone, { message: 'Must be the name of a time zone', params: { code: 'unknown_time_zone' } })
  .meta({ examples: ['Europe/Berlin'] })

function isTimeZone(name: string): boolean {
  // Offsets are refused: those of real zones are whole quarters of an hour, and activity is counted by these.
  if (!/^[a-z]/i.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

export const StatisticsBucket = z.enum(['hour', 'day', 'month'])
export type StatisticsBucket = z.infer<typeof StatisticsBucket>

export const MAX_STATISTICS_BUCKETS = 400

export const StatisticsQuery = z.strictObject({
  from: When.optional().describe(
    'The first bucket is the one that holds this time; so that there are 30 (of hours 24) if not said.',
  ),
  to: When.optional().describe('The last bucket is the one that holds this time; now, if not said.'),
  bucket: StatisticsBucket.default('day').describe(
    `At most ${MAX_STATISTICS_BUCKETS} lie between \`from\` and \`to\`.`,
  ),
  timeZone: TimeZone.default('UTC').describe('Where days and months begin.'),
})
export type StatisticsQuery = z.infer<typeof StatisticsQuery>

const Count = z.int().nonnegative()

export const StatisticsPoint = z
  .object({
    start: Timestamp.describe('When the bucket begins; it ends where the next one begins.'),
    registrations: Count.describe('Accounts made, whoever made them.'),
    users: Count.describe('Accounts that there were at its end, without the deleted ones.'),
    activeSessions: Count.nullable().describe(
      'Sessions that had neither ended nor expired, the last time they were counted in it: every hour while a server runs. Null where they were not, or there were none.',
    ),
    signIns: Count,
    failedSignIns: Count.describe(
      'Refused: wrong passwords, unknown addresses, disabled accounts, unconfirmed addresses, too many attempts.',
    ),
  })
  .meta({ id: 'StatisticsPoint' })
export type StatisticsPoint = z.infer<typeof StatisticsPoint>

export const Statistics = z
  .object({
    at: Timestamp.describe('When this was counted.'),
    users: z.object({
      total: Count.describe('Without the deleted ones.'),
      active: Count,
      disabled: Count,
      deleted: Count,
      admins: Count.describe('Administrators, disabled ones included.'),
    }),
    activeSessions: Count.describe('Sessions that have neither ended nor expired.'),
    bucket: StatisticsBucket,
    timeZone: z.string(),
    series: z.array(StatisticsPoint),
  })
  .meta({ id: 'Statistics', description: 'How many accounts there are and how much they are used.' })
export type Statistics = z.infer<typeof Statistics>
