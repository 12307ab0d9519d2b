import type { Db } from '@roster/db'
import type { BrokenLink } from './store.ts'

interface Tail {
  /** The number of the newest event, by the head of the chain. */
  readonly events: number
  readonly broken: readonly BrokenLink[]
}

/** The newest `rows` events and the head of the chain alone: quick however long the chain is. */
export async function inspectAuditTail(db: Db, rows: number): Promise<Tail> {
  const [head] = await db.$queryRaw<{ seq: bigint }[]>`SELECT seq FROM audit_head WHERE id = 1`
  const broken = await db.$queryRaw<BrokenLink[]>`
    WITH newest AS (
      SELECT * FROM audit_events ORDER BY seq DESC LIMIT ${rows + 1}
    ), link AS (
      SELECT e.*,
        coalesce(lag(e.seq) OVER (ORDER BY e.seq), CASE WHEN e.seq = 1 THEN 0 END) AS prev_seq,
        coalesce(lag(e.hash) OVER (ORDER BY e.seq), CASE WHEN e.seq = 1 THEN decode(repeat('00', 32), 'hex') END) AS prev_hash
      FROM newest e
    )
    SELECT prev_seq + 1 AS seq, 'missing' AS problem FROM link WHERE seq <> prev_seq + 1
    UNION ALL
    SELECT seq, 'changed' FROM link WHERE seq = prev_seq + 1 AND hash <> audit_event_hash(
      prev_hash, seq, id, at, action, actor_type, actor_id, subject_id, changes, request_id, ip_address)
    UNION ALL
    SELECT coalesce(l.seq, 0) + 1, 'missing' FROM audit_head h LEFT JOIN (SELECT max(seq) AS seq FROM newest) l ON true
      WHERE h.seq > coalesce(l.seq, 0)
    UNION ALL
    SELECT l.seq, 'changed' FROM audit_head h JOIN (SELECT seq, hash FROM newest ORDER BY seq DESC LIMIT 1) l ON true
      WHERE h.seq < l.seq OR (h.seq = l.seq AND h.hash <> l.hash)
    ORDER BY 1, 2`
  return {
    events: Number(head?.seq ?? 0),
    broken: head === undefined ? [{ seq: 0n, problem: 'missing' }, ...broken] : broken,
  }
}
