import type { Db } from '@roster/db'
import { type BrokenLink, countAuditEvents, selectBrokenLinks } from './store.ts'

/** Walks the whole hash chain and names each row that was changed or is missing, the newest ones included. */
export async function verifyAuditChain(db: Db): Promise<{ events: number; broken: readonly BrokenLink[] }> {
  return { events: await countAuditEvents(db), broken: await selectBrokenLinks(db) }
}
