import { randomUUIDv7 } from 'node:crypto'
import type { Outbox } from './outbox.ts'
import { sealPayload } from './payload.ts'
import { insertMail } from './store.ts'
import type { MailWorker } from './worker.ts'

/** The outbox in front of a worker; disposing it disposes the worker. */
export function createOutbox(worker: Pick<MailWorker, 'wake' | typeof Symbol.asyncDispose>): Outbox {
  return {
    async enqueue(ctx, mail) {
      const now = ctx.now()
      await insertMail(ctx.db, {
        id: randomUUIDv7(),
        template: mail.template,
        payload: sealPayload(ctx.vault, mail),
        userId: mail.userId,
        createdAt: now,
        expiresAt: mail.expiresAt,
        nextAttemptAt: now,
      })
    },
    wake: () => worker.wake(),
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  }
}
