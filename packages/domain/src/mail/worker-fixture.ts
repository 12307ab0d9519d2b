import type { TestDb } from '@roster/db/testing'
import { createVault } from '../vault.ts'
import { createOutbox } from './create-outbox.ts'
import type { MailRenderer } from './create-renderer.ts'
import { createMemoryTransport } from './memory-transport.ts'
import type { NewMail } from './outbox.ts'
import type { Transport } from './transport.ts'
import { createMailWorker, type MailWorkerOptions } from './worker.ts'

export const LINK = 'https://roster.example/reset-password#token=very-secret'

const vault = createVault('a secret for tests, long enough to be one')

/** For tests: a worker with a clock that stands still until it is moved, and a transport that keeps what it gets. */
export function workerFixture(db: TestDb, renderer: MailRenderer, options: Partial<MailWorkerOptions> = {}) {
  let time = new Date('2026-01-31T12:00:00Z')
  const now = () => time
  const later = (seconds: number) => new Date(time.getTime() + seconds * 1000)
  const transport = createMemoryTransport()
  const lines: string[] = []
  const write = (level: string) => (fields: object, message: string) =>
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
  const defaults: MailWorkerOptions = {
    client: db.client,
    vault,
    transport,
    renderer,
    from: { name: 'Roster', address: 'no-reply@roster.example' },
    now,
    log: { info: write('info'), warn: write('warn') },
    ...options,
  }
  const worker = createMailWorker(defaults)
  const outbox = createOutbox(worker)
  const ctx = { db: db.client, vault, now }
  const mail = (to: string): NewMail<'reset-password'> => ({
    template: 'reset-password',
    to,
    userId: null,
    data: { link: LINK, expiresInMinutes: 30 },
    expiresAt: later(1800),
  })
  return {
    worker,
    outbox,
    ctx,
    transport,
    lines,
    mail,
    enqueue: (to: string) => outbox.enqueue(ctx, mail(to)),
    pass(seconds: number) {
      time = later(seconds)
    },
    /** Another worker on the same outbox and clock. */
    another: (changes: Partial<MailWorkerOptions>) => createMailWorker({ ...defaults, ...changes }),
  }
}

/** A transport that answers when the test says so, if ever. */
export function slowTransport(): Transport & { readonly reached: Promise<void>; fail(error: Error): void } {
  const reached = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    fail: answer.reject,
    send() {
      reached.resolve()
      return answer.promise
    },
    async [Symbol.asyncDispose]() {},
  }
}
