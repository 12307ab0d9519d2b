import type { Context } from './context.ts'
import { purgeMails } from './mail/purge.ts'
import { anonymise, deleteExpired, selectUsersToAnonymise } from './maintenance-store.ts'
import { insertSessionSample } from './statistics/store.ts'
import { transact } from './transact.ts'
import { isAnonymised, lockUser } from './users/store.ts'

const DAY_MS = 24 * 3600 * 1000

/**
 * What has to be done now and then: anonymises users deleted longer ago than the retention time, notes how many sessions
 * live, and removes sessions, tokens and counters that nobody can use any more. Safe to run on several servers at once.
 * @returns how many users were anonymised
 */
export async function runMaintenance(ctx: Context): Promise<{ anonymised: number }> {
  const now = ctx.now()
  const deletedBefore = new Date(now.getTime() - ctx.settings.deletedUserRetentionDays * DAY_MS)
  let anonymised = 0
  for (const id of await selectUsersToAnonymise(ctx.db, deletedBefore)) {
    if (await anonymiseUser(ctx, id, deletedBefore)) anonymised++
  }
  await insertSessionSample(ctx.db, now)
  await deleteExpired(ctx.db, now)
  await purgeMails(ctx)
  return { anonymised }
}

/** Replaces everything personal in the row; the id stays, so that the audit log still has a subject. */
function anonymiseUser(ctx: Context, id: string, deletedBefore: Date): Promise<boolean> {
  return transact(ctx, async (tx) => {
    const user = await lockUser(tx.ctx.db, id)
    if (user?.deletedAt == null || user.deletedAt > deletedBefore) return false
    if (await isAnonymised(tx.ctx.db, id)) return false // by another server
    await anonymise(tx.ctx.db, id, ctx.now())
    tx.audit({ action: 'user.anonymised', subjectId: id })
    return true
  })
}
