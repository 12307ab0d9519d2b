import type { Db } from '@roster/db'

/** How many events may stand between two whose times are the wrong way round: servers' clocks differ by a little. */
const DISORDER = 1000

/**
 * The numbers between which the events of a time range lie, found in the index on times: the log is in the order of its
 * numbers, and would have to be read from its end. Null where there is no event in that direction.
 */
export async function rangeOfTimes(
  db: Db,
  { after, before }: { readonly after?: string | undefined; readonly before?: string | undefined },
): Promise<{ readonly first: bigint | null; readonly last: bigint | null }> {
  const from = after === undefined ? '-infinity' : new Date(after)
  const to = before === undefined ? 'infinity' : new Date(before)
  const [range] = await db.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
    SELECT
      (SELECT min(seq) FROM (SELECT seq FROM audit_events WHERE at >= ${from}::timestamptz
        ORDER BY at, seq LIMIT ${DISORDER}) AS earliest) AS first,
      (SELECT max(seq) FROM (SELECT seq FROM audit_events WHERE at <= ${to}::timestamptz
        ORDER BY at DESC, seq DESC LIMIT ${DISORDER}) AS latest) AS last`
  return range ?? { first: null, last: null }
}
