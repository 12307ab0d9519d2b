import type { AuditVerification, AuditVerifyQuery } from '@roster/contract'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../cursor.ts'
import { requireAdmin } from '../policy.ts'
import { inspectLinks } from './verify-step-store.ts'

const SCOPE = ['audit-verify']

/** What the chain begins behind. */
const NO_HASH = '00'.repeat(32)

/**
 * Verifies the next part of the hash chain, the oldest events first, for administrators: as many calls as it takes, each
 * of a bounded size. Ends at the first event that does not fit; `verifyAuditChain` names them all.
 * @throws FORBIDDEN; VALIDATION_FAILED at `cursor`
 */
export async function verifyAuditStep(ctx: Context, input: AuditVerifyQuery): Promise<AuditVerification> {
  requireAdmin(ctx)
  const [seq, hash, checkedBefore] =
    input.cursor === undefined ? ['0', NO_HASH, '0'] : openCursor(ctx.vault, SCOPE, input.cursor)
  const after = { seq: BigInt(seq ?? 0), hash: Buffer.from(hash ?? NO_HASH, 'hex') }
  const part = await inspectLinks(ctx.db, after, input.limit)

  const checked = Number(checkedBefore) + part.rows
  const isLast = part.rows < input.limit
  const broken = part.broken ?? (isLast ? part.tail : undefined)
  const position = [part.last.seq.toString(), part.last.hash.toString('hex'), checked.toString()]
  return {
    checked,
    total: Number(part.head?.seq ?? 0n),
    intact: broken === undefined,
    brokenAt: broken === undefined ? null : { ...broken, seq: Number(broken.seq) },
    head: isLast && broken === undefined ? part.last.hash.toString('hex') : null,
    nextCursor: isLast || broken !== undefined ? null : sealCursor(ctx.vault, SCOPE, position),
  }
}
