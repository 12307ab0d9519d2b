import type { Context } from '../context.ts'
import { type BrokenLink, countAuditEvents, selectBrokenLinks } from './store.ts'

/** Walks the whole hash chain and names each row that was changed or is missing, the newest ones included. */
export async function verifyAuditChain(ctx: Context): Promise<{ events: number; broken: readonly BrokenLink[] }> {
  return { events: await countAuditEvents(ctx), broken: await selectBrokenLinks(ctx) }
}
