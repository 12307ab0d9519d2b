import type { PrismaClient } from '@roster/db'
import { type Delivery, deliverMail, type Outcome } from './deliver.ts'
import { createPollLoop } from './poll-loop.ts'
import { DEFAULT_RETRY_DELAYS_SECONDS, nextAttemptAt } from './retry-schedule.ts'
import {
  type ClaimedMail,
  claimDueMails,
  markMailDropped,
  markMailSent,
  postponeMail,
  type Settlement,
} from './store.ts'

/** Where the worker writes what it does; pino fits. */
export interface MailLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface MailWorkerOptions extends Omit<Delivery, 'sendTimeoutMs'> {
  readonly client: PrismaClient
  readonly log: MailLog
  /** Done before each look for due mails: what has to be answered with a mail (`answerMailRequests`). */
  readonly prepare?: () => Promise<unknown>
  readonly retryDelaysSeconds?: readonly number[]
  /** How often to look for mails whose time has come, and for those of other servers. */
  readonly pollIntervalMs?: number
  /** How many mails are under way at once. */
  readonly concurrency?: number
  readonly sendTimeoutMs?: number
  /** How long disposal waits for the last mails. */
  readonly flushTimeoutMs?: number
  /** How long the rows of sent and dropped mails are kept. They hold no address by then. */
  readonly keepDays?: number
}

/** What became of the mails of one run. */
export type MailRun = Readonly<Record<Outcome['result'], number>>

/**
 * Sends what the outbox holds, at least once each. Disposing it tries once more what is due, if it was started,
 * and gives up after `flushTimeoutMs`; what is left stays in the database.
 */
export interface MailWorker extends AsyncDisposable {
  /** Begins to poll. Without it nothing is sent except by `runOnce`. */
  start(): void
  /** Looks for work now. Costs nothing when it was not started. */
  wake(): void
  /** Sends everything that is due. Throws when the database cannot be reached. */
  runOnce(): Promise<MailRun>
}

const DAY_MS = 86_400_000

export function createMailWorker(options: MailWorkerOptions): MailWorker {
  const { client, log, now, concurrency = 5, sendTimeoutMs = 60_000, keepDays = 30 } = options
  const delivery: Delivery = { ...options, now, sendTimeoutMs }
  /** Sent, but the database did not hear of it yet. */
  const unrecorded = new Map<string, Settlement>()

  async function run(stop: AbortSignal): Promise<MailRun> {
    // What fails here keeps no mail from going out that is already written.
    const [prepared] = await Promise.allSettled([options.prepare?.()])
    const counts = await sendDue(stop)
    if (prepared.status === 'rejected') throw prepared.reason
    return counts
  }

  async function sendDue(stop: AbortSignal): Promise<MailRun> {
    const counts = { sent: 0, dropped: 0, failed: 0 }
    for (const [id, settlement] of unrecorded) await recordSent(id, settlement)
    while (!stop.aborted) {
      const at = now()
      const leaseUntil = new Date(at.getTime() + 2 * sendTimeoutMs)
      const mails = await claimDueMails(client, { now: at, leaseUntil, limit: concurrency })
      const outcomes = await settledAll(mails.map((mail) => deliver(mail, stop)))
      for (const { result } of outcomes) counts[result] += 1
      // Whoever cannot be reached is not asked again for each mail that waits.
      const unreachable = outcomes.every((outcome) => outcome.result === 'failed' && outcome.unreachable)
      if (mails.length < concurrency || unreachable) break
    }
    return counts
  }

  async function deliver(mail: ClaimedMail, stop: AbortSignal): Promise<Outcome> {
    const outcome = await deliverMail(delivery, mail, stop)
    const about = { mailId: mail.id, template: mail.template, userId: mail.userId, attempts: mail.attempts }
    const settlement = { at: now(), keepUntil: new Date(now().getTime() + keepDays * DAY_MS) }
    if (outcome.result === 'sent') {
      log.info(about, 'mail sent')
      await recordSent(mail.id, settlement)
    } else if (outcome.result === 'dropped') {
      log.warn({ ...about, reason: outcome.reason }, 'mail dropped')
      await markMailDropped(client, mail, outcome.reason, settlement)
    } else {
      const next = nextAttemptAt(
        now(),
        mail.attempts,
        mail.expiresAt,
        options.retryDelaysSeconds ?? DEFAULT_RETRY_DELAYS_SECONDS,
      )
      log.warn({ ...about, reason: outcome.reason, nextAttemptAt: next.toISOString() }, 'mail delayed')
      await postponeMail(client, mail, outcome.reason, next)
    }
    return outcome
  }

  async function recordSent(id: string, settlement: Settlement): Promise<void> {
    unrecorded.set(id, settlement)
    await markMailSent(client, id, settlement)
    unrecorded.delete(id)
  }

  return createPollLoop({
    run,
    intervalMs: options.pollIntervalMs ?? 5_000,
    flushTimeoutMs: options.flushTimeoutMs ?? 1_500,
    onDown: (error) => log.warn({ err: error }, 'the mail worker failed and tries again'),
    onUp: () => log.info({}, 'the mail worker works again'),
  })
}

/** Like `Promise.all`, but nothing is still under way when it throws. */
async function settledAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
