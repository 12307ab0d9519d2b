import type { AuditAction } from '@roster/contract'
import { isRetryable } from '@roster/db'
import { appendAuditEvents } from './audit/store.ts'
import type { Context } from './context.ts'
import { DomainError } from './errors.ts'
import type { NewMail } from './mail/outbox.ts'
import type { MailTemplate } from './mail/templates.ts'

/** What an audit event says beyond who, when and from where, which the context knows. */
export interface AuditRecord {
  readonly action: AuditAction
  readonly subjectId: string | null
  /** Names of changed fields; values for role and status only, never anything personal or secret. */
  readonly changes?: Readonly<Record<string, unknown>>
  /** Who did it, where that is not the one who acts now. */
  readonly by?: Pick<Context, 'actor' | 'request'>
}

/** A context whose `db` is an open transaction. */
export interface Transaction<Ctx extends Context = Context> {
  readonly ctx: Ctx
  /** Records an audit event. It is written last, so that the chain is locked for one insert and the commit. */
  audit(record: AuditRecord): void
  /**
   * Says what the caller is told. If the call holds an idempotency key, the answer is kept with it, and is there if, and
   * only if, the transaction is committed.
   */
  answer<Output>(output: Output): Promise<Output>
  /** Writes a mail that goes out if, and only if, the transaction is committed. */
  mail<Template extends MailTemplate>(mail: NewMail<Template>): Promise<void>
}

const MAX_ATTEMPTS = 3

/**
 * Runs one unit of work: the change, its mails and its audit events are committed together or not at all. Work that a
 * deadlock undid is done again from its beginning, so it must change nothing but the database.
 */
export async function transact<Ctx extends Context, Result>(
  ctx: Ctx,
  work: (tx: Transaction<Ctx>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(ctx, work)
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error
    }
  }
}

async function attemptOnce<Ctx extends Context, Result>(
  ctx: Ctx,
  work: (tx: Transaction<Ctx>) => Promise<Result>,
): Promise<Result> {
  let mailed = false
  const result = await ctx.client.$transaction(async (db) => {
    const inner: Ctx = { ...ctx, db }
    const records: AuditRecord[] = []
    const result = await work({
      ctx: inner,
      audit: (record) => records.push(record),
      answer: async (output) => {
        await ctx.claim?.record(db, { output })
        return output
      },
      mail: async (mail) => {
        await ctx.outbox.enqueue(inner, mail)
        mailed = true
      },
    })
    await appendAuditEvents(inner, records)
    // Who was told that it did not work should find it so.
    if (ctx.patience?.isOver) throw new DomainError('DATABASE_UNAVAILABLE')
    return result
  })
  if (mailed) ctx.outbox.wake()
  return result
}
