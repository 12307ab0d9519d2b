import type { AuditListQuery, AuditPage } from '@roster/contract'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../cursor.ts'
import { requireAdmin } from '../policy.ts'
import { selectAuditEvents } from './store.ts'

/**
 * A page of the audit log, newest first, for administrators.
 * @throws FORBIDDEN; VALIDATION_FAILED at `cursor` for a cursor of another list or filter
 */
export async function listAuditEvents(ctx: Context, input: AuditListQuery): Promise<AuditPage> {
  requireAdmin(ctx)
  const { cursor } = input
  const scope = ['audit', input.actorId, input.subjectId, input.action, input.after, input.before]
  const position = cursor === undefined ? undefined : openCursor(ctx.vault, scope, cursor)
  const rows = await selectAuditEvents(ctx, input, position === undefined ? undefined : BigInt(String(position[0])))
  const page = rows.slice(0, input.limit)
  const last = page.at(-1)
  return {
    items: page.map((row) => row.event),
    nextCursor: rows.length > input.limit && last ? sealCursor(ctx.vault, scope, [last.seq.toString()]) : null,
  }
}
