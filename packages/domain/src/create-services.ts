import type { Database } from '@roster/db'
import { createKeyUse } from './api-keys/key-use.ts'
import { appendAuditEvents } from './audit/store.ts'
import type { Context, SecurityEvent, Services } from './context.ts'
import { createLimits, type LimitStore } from './limits/create-limits.ts'
import { createLookups } from './lookup-store.ts'
import { answerMailRequests } from './mail/answer-requests.ts'
import { createOutbox } from './mail/create-outbox.ts'
import type { MailRenderer } from './mail/create-renderer.ts'
import type { Mailbox } from './mail/mailbox.ts'
import type { Transport } from './mail/transport.ts'
import { createMailWorker, type MailLog, type MailWorker } from './mail/worker.ts'
import { createPasswordHasher, type PasswordHasherOptions } from './passwords/create-hasher.ts'
import { createAccessTokens } from './sessions/create-access-tokens.ts'
import type { Settings } from './settings.ts'
import { createActivityCounter } from './statistics/create-activity-counter.ts'
import { createVault } from './vault.ts'

export interface ServiceOptions {
  readonly database: Pick<Database, 'client' | 'pool'>
  readonly settings: Settings
  readonly authSecret: string
  readonly hashing: PasswordHasherOptions
  readonly limitStore: LimitStore
  readonly mail: {
    readonly transport: Transport
    readonly renderer: MailRenderer
    readonly from: Mailbox
    readonly log: MailLog
  }
  readonly patienceMs?: number
  readonly now?: () => Date
  readonly report: (event: SecurityEvent) => void
}

/** For an embedded engine, where one connection serves everybody in turn. */
const PATIENCE_MS = 8_000

/** The services of one process. Disposing them sends the mail that is due and ends the hashing workers. */
export interface RunningServices extends Services, AsyncDisposable {
  readonly mailWorker: MailWorker
}

/** Starts everything that verbs work with. Throws SigningKeyError when AUTH_SECRET is not the one keys were made under. */
export async function createServices(options: ServiceOptions): Promise<RunningServices> {
  const { settings, now = () => new Date() } = options
  const { client, pool } = options.database
  await using resources = new AsyncDisposableStack()
  const activity = resources.use(createActivityCounter({ client, now }))
  const report = (event: SecurityEvent) => {
    activity.count(event)
    options.report(event)
  }
  const vault = createVault(options.authSecret)
  const hasher = resources.use(createPasswordHasher(options.hashing))
  const accessTokens = resources.use(
    createAccessTokens({
      client,
      vault,
      now,
      report,
      settings,
      recordKeyCreated: (db, kid) =>
        appendAuditEvents(systemContext(services, { db }), [
          { action: 'signing_key.created', subjectId: null, changes: { kid } },
        ]),
    }),
  )
  const mailWorker = createMailWorker({
    ...options.mail,
    client,
    vault,
    now,
    prepare: () => answerMailRequests(systemContext(services)),
  })
  const outbox = resources.use(createOutbox(mailWorker))
  const services: Services = {
    client,
    lookups: createLookups(pool),
    settings,
    hasher,
    accessTokens,
    vault,
    outbox,
    activity,
    keyUse: resources.use(createKeyUse({ client, now })),
    limits: createLimits({ store: options.limitStore, scale: settings.rateLimitScale, report }),
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    now,
    report,
  }
  await accessTokens.start()
  const owned = resources.move()
  return { ...services, mailWorker, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** A context in which the server itself acts, for no request. */
export function systemContext(services: Services, changes: Partial<Pick<Context, 'db' | 'request'>> = {}): Context {
  return {
    ...services,
    db: services.client,
    actor: { type: 'system' },
    request: { id: null, ipAddress: null, userAgent: null },
    ...changes,
  }
}
