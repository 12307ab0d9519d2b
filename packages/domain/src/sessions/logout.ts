import type { Context } from '../context.ts'
import { requireUser } from '../policy.ts'
import { transact } from '../transact.ts'
import { revokeSessions } from './store.ts'

/** Ends the session of this request. @throws UNAUTHENTICATED */
export async function logout(ctx: Context): Promise<void> {
  requireUser(ctx)
  const { user, sessionId } = ctx.actor
  await transact(ctx, async (tx) => {
    const ended = await revokeSessions(tx.ctx.db, { userId: user.id, id: sessionId }, ctx.now())
    if (ended > 0) tx.audit({ action: 'session.revoked', subjectId: user.id, changes: { sessionId } })
  })
  ctx.report({ event: 'session.revoked', userId: user.id, sessionId })
}
