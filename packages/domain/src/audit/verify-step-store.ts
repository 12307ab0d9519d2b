import type { Db } from '@roster/db'

/** A place in the chain: an event's number, and its hash. */
interface Link {
  readonly seq: bigint
  readonly hash: Buffer
}

interface Break {
  readonly seq: bigint
  readonly problem: 'changed' | 'missing'
  readonly eventId: string | null
}

interface Part {
  /** Events that were looked at. */
  readonly rows: number
  /** The last of them, or where it started. */
  readonly last: Link
  readonly broken: Break | undefined
  /** What is wrong behind the last event there is, going by the head of the chain. */
  readonly tail: Break | undefined
  readonly head: { readonly seq: bigint } | undefined
}

interface Row {
  readonly rows: bigint
  readonly last_seq: bigint | null
  readonly last_hash: Uint8Array | null
  readonly last_id: string | null
  readonly broken_seq: bigint | null
  readonly broken_problem: 'changed' | 'missing' | null
  readonly broken_id: string | null
  readonly head_seq: bigint | null
  readonly head_hash: Uint8Array | null
}

/** Compares up to `limit` events after a place with their hashes, and the head with the last; one statement, so one state. */
export async function inspectLinks(db: Db, after: Link, limit: number): Promise<Part> {
  const [row] = await db.$queryRaw<Row[]>`
    WITH part AS MATERIALIZED (
      SELECT * FROM audit_events WHERE seq > ${after.seq} ORDER BY seq LIMIT ${limit}
    ), link AS (
      SELECT p.*,
        lag(p.seq, 1, ${after.seq}::bigint) OVER (ORDER BY p.seq) AS prev_seq,
        lag(p.hash, 1, ${after.hash}::bytea) OVER (ORDER BY p.seq) AS prev_hash
      FROM part p
    ), broken AS (
      SELECT prev_seq + 1 AS seq, 'missing' AS problem, NULL::uuid AS id FROM link WHERE seq <> prev_seq + 1
      UNION ALL
      SELECT seq, 'changed', id FROM link WHERE seq = prev_seq + 1 AND hash <> audit_event_hash(
        prev_hash, seq, id, at, action, actor_type, actor_id, subject_id, changes, request_id, ip_address)
      ORDER BY 1 LIMIT 1
    )
    SELECT (SELECT count(*) FROM part) AS rows,
      last.seq AS last_seq, last.hash AS last_hash, last.id AS last_id,
      broken.seq AS broken_seq, broken.problem AS broken_problem, broken.id AS broken_id,
      head.seq AS head_seq, head.hash AS head_hash
    FROM (SELECT 1) AS one
    LEFT JOIN (SELECT seq, hash, id FROM part ORDER BY seq DESC LIMIT 1) last ON true
    LEFT JOIN broken ON true
    LEFT JOIN audit_head head ON head.id = 1`
  if (row === undefined) throw new Error('A query without a FROM clause of tables gives one row')
  const last = row.last_seq === null ? after : { seq: row.last_seq, hash: Buffer.from(row.last_hash ?? []) }
  return {
    rows: Number(row.rows),
    last,
    broken:
      row.broken_seq === null || row.broken_problem === null
        ? undefined
        : { seq: row.broken_seq, problem: row.broken_problem, eventId: row.broken_id },
    tail: tailOf(last, row),
    head: row.head_seq === null ? undefined : { seq: row.head_seq },
  }
}

function tailOf(last: Link, { head_seq: headSeq, head_hash: headHash, last_id: eventId }: Row): Break | undefined {
  if (headSeq === null || headHash === null || headSeq > last.seq) {
    return { seq: last.seq + 1n, problem: 'missing', eventId: null }
  }
  if (headSeq === last.seq && last.hash.equals(headHash)) return undefined
  return { seq: last.seq, problem: 'changed', eventId }
}
