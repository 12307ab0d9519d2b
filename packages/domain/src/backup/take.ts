import { allows } from '../api-keys/scopes.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireAdmin } from '../policy.ts'
import { transact } from '../transact.ts'

/** What an API key needs for a backup: asked for by name, since a backup has everybody's password hash in it. */
export const BACKUP_SCOPE = 'backup.read'

/** @throws UNAUTHENTICATED, FORBIDDEN */
export function permitBackup(ctx: Context): void {
  requireAdmin(ctx)
  const { actor } = ctx
  if (actor.type !== 'api_key') return
  if (!allows(actor.scopes, { path: BACKUP_SCOPE, type: 'query', byNameOnly: true })) throw new DomainError('FORBIDDEN')
}

/** Notes that somebody takes a backup, before they get it: the audit log in the backup ends with that. */
export async function recordBackup(ctx: Context): Promise<void> {
  permitBackup(ctx)
  await transact(ctx, async (tx) => tx.audit({ action: 'backup.taken', subjectId: null }))
  ctx.report({ event: 'backup.taken' })
}
