import { randomUUIDv7 } from 'node:crypto'
import type { AuditEvent, AuditListQuery } from '@roster/contract'
import { AuditAction, AuditActor } from '@roster/contract'
import { type Db, Prisma } from '@roster/db'
import type { Actor, Context } from '../context.ts'
import type { AuditRecord } from '../transact.ts'
import { rangeOfTimes } from './time-range-store.ts'

/** Appends events to the hash chain through `append_audit_event()`, which orders concurrent writers. */
export async function appendAuditEvents(
  ctx: Pick<Context, 'db' | 'now' | 'actor' | 'request'>,
  records: readonly AuditRecord[],
): Promise<void> {
  if (records.length === 0) return
  const calls = records.map((record) => {
    const { actor, request } = record.by ?? ctx
    return Prisma.sql`append_audit_event(
      ${randomUUIDv7()}::uuid, ${ctx.now()}::timestamptz, ${record.action}, ${actor.type}, ${idOf(actor)}::uuid,
      ${record.subjectId}::uuid, ${JSON.stringify(record.changes ?? {})}::jsonb, ${request.id}, ${request.ipAddress})`
  })
  await ctx.db.$executeRaw`SELECT ${Prisma.join(calls)}`
}

interface AuditRow {
  readonly seq: bigint
  readonly event: AuditEvent
}

/** A page of events, newest first, below `beforeSeq`. */
export async function selectAuditEvents(
  ctx: Context,
  query: Omit<AuditListQuery, 'cursor'>,
  beforeSeq: bigint | undefined,
): Promise<readonly AuditRow[]> {
  const isTimed = query.after !== undefined || query.before !== undefined
  const range = isTimed ? await rangeOfTimes(ctx.db, query) : undefined
  if (range?.first === null || range?.last === null) return []
  const rows = await ctx.db.auditEvent.findMany({
    where: {
      seq: {
        ...(beforeSeq !== undefined && { lt: beforeSeq }),
        ...(range && { gte: range.first, lte: range.last }),
      },
      ...(query.actorId !== undefined && { actorId: query.actorId }),
      ...(query.subjectId !== undefined && { subjectId: query.subjectId }),
      ...(query.action !== undefined && { action: query.action }),
      ...(isTimed && {
        at: {
          ...(query.after !== undefined && { gte: new Date(query.after) }),
          ...(query.before !== undefined && { lte: new Date(query.before) }),
        },
      }),
    },
    orderBy: { seq: 'desc' },
    take: query.limit + 1,
  })
  return rows.map((row) => ({
    seq: row.seq,
    event: {
      id: row.id,
      at: row.at.toISOString(),
      action: AuditAction.parse(row.action),
      actor: AuditActor.parse({ type: row.actorType, id: row.actorId }),
      subjectId: row.subjectId,
      changes: isRecord(row.changes) ? row.changes : {},
      requestId: row.requestId,
      ipAddress: row.ipAddress,
      hash: Buffer.from(row.hash).toString('hex'),
    },
  }))
}

export interface BrokenLink {
  readonly seq: bigint
  readonly problem: string
}

/** The rows at which the chain does not hold: changed, or missing. */
export function selectBrokenLinks(db: Db): Promise<BrokenLink[]> {
  return db.$queryRaw<BrokenLink[]>`SELECT seq, problem FROM verify_audit_chain() ORDER BY seq`
}

export function countAuditEvents(db: Db): Promise<number> {
  return db.auditEvent.count()
}

function idOf(actor: Actor): string | null {
  if (actor.type === 'user') return actor.user.id
  return actor.type === 'api_key' ? actor.id : null
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
