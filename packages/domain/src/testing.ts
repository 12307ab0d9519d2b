import type { Database } from '@roster/db'
import { createTestDb, type TestDb } from '@roster/db/testing'
import type { Actor, Context, RequestInfo, SecurityEvent, UserContext } from './context.ts'
import { createServices, type RunningServices, systemContext } from './create-services.ts'
import { createLimits } from './limits/create-limits.ts'
import { createMailRenderer } from './mail/create-renderer.ts'
import { createMemoryTransport, type MemoryTransport } from './mail/memory-transport.ts'
import type { OutgoingMail } from './mail/transport.ts'
import { login } from './sessions/login.ts'
import type { Settings } from './settings.ts'
import { registerUser } from './users/register.ts'
import { findUserById, saveUser } from './users/store.ts'
import type { UserInDB } from './users/user.ts'

export const TEST_PASSWORD = 'a long enough pass phrase'

/** These tests are about what happens, not when: a busy machine must not make an outage of it. */
const UNHURRIED = { connectTimeoutMs: 10_000, queryTimeoutMs: 10_000, statementTimeoutMs: 10_000 }

const testSettings: Settings = {
  publicUrl: 'http://roster.test',
  productName: 'Roster',
  accessTokenTtlSeconds: 900,
  refreshIdleTtlSeconds: 7 * 24 * 3600,
  refreshAbsoluteTtlSeconds: 30 * 24 * 3600,
  refreshGraceSeconds: 10,
  resetTokenTtlSeconds: 1800,
  verificationTokenTtlSeconds: 24 * 3600,
  invitationTtlSeconds: 7 * 24 * 3600,
  passwordMinLength: 8,
  signingKeyRotationDays: 90,
  requireVerifiedEmail: false,
  deletedUserRetentionDays: 30,
  rateLimitScale: 1000,
}

/** Everything a domain test needs, on a database of its own: real services, a clock that stands, mails in memory. */
export interface TestWorld extends AsyncDisposable {
  readonly db: TestDb
  readonly services: RunningServices
  readonly transport: MemoryTransport
  readonly events: readonly SecurityEvent[]
  /** The context of an anonymous request. */
  context(request?: Partial<RequestInfo>): Context
  /** The context of a request of this user, in a session of their own. */
  as(user: { readonly id: string; readonly email: string }, request?: Partial<RequestInfo>): Promise<UserContext>
  /** Registers a user with TEST_PASSWORD and a new address, and changes what is given. */
  user(
    changes?: Partial<Pick<UserInDB, 'email' | 'name' | 'role' | 'status'>> & { verified?: boolean },
  ): Promise<UserInDB>
  /** Answers requests for mails, sends what is due, and gives what has gone to an address, oldest first. */
  mailsTo(address: string): Promise<readonly OutgoingMail[]>
  /** The user as the database has them now. */
  stored(user: { readonly id: string }): Promise<UserInDB>
  /** What the audit log says happened to a user, oldest first. */
  auditOf(user: { readonly id: string }): Promise<readonly AuditRow[]>
  /** The same context under the limits of production; tests have a thousand times as much. */
  limited<Ctx extends Context>(ctx: Ctx): Ctx
  /** Lets time pass. */
  advance(seconds: number): void
  /** Another server on the same database: with connections of its own on PostgreSQL, with the same one otherwise. */
  server(changes?: Partial<Settings>): Promise<RunningServices>
}

interface AuditRow {
  readonly action: string
  readonly actorType: string
  readonly actorId: string | null
  readonly changes: unknown
}

export async function createTestWorld(settings: Partial<Settings> = {}): Promise<TestWorld> {
  await using resources = new AsyncDisposableStack()
  const db = resources.use(await createTestDb({ limits: UNHURRIED }))
  const transport = createMemoryTransport()
  const events: SecurityEvent[] = []
  let nowMs = Date.parse('2026-03-01T12:00:00.000Z')
  let users = 0
  const effective = { ...testSettings, ...settings }
  const renderer = await createMailRenderer(effective)
  const startServer = (database: Database, changes: Partial<Settings> = {}) =>
    createServices({
      database,
      settings: { ...effective, ...changes },
      authSecret: 'the secret of the tests, which is long enough',
      hashing: { cost: 4, workers: 1, allowLowCost: true },
      limitStore: { type: 'postgres', pool: database.pool },
      mail: {
        transport,
        renderer,
        from: { name: 'Roster', address: 'no-reply@roster.test' },
        log: { info: () => undefined, warn: () => undefined },
      },
      patienceMs: 60_000,
      now: () => new Date(nowMs),
      report: (event) => events.push(event),
    })
  const services = resources.use(await startServer(db))
  const context = (request: Partial<RequestInfo> = {}, actor: Actor = { type: 'anonymous' }): Context => ({
    ...services,
    db: db.client,
    actor,
    request: { id: 'test', ipAddress: '192.0.2.1', userAgent: 'vitest', ...request },
  })
  const found = async (id: string): Promise<UserInDB> => {
    const user = await findUserById(db.client, id)
    if (user === null) throw new Error('The user is gone')
    return user
  }
  const { report } = services
  const limits = createLimits({ store: { type: 'postgres', pool: db.pool }, scale: 1, report })
  const owned = resources.move()

  return {
    db,
    services,
    transport,
    events,
    context,
    async as(user, request) {
      const pair = await login(context(request), { email: user.email, password: TEST_PASSWORD })
      const claims = await services.accessTokens.verify(pair.accessToken)
      const actor = { type: 'user', user: await found(user.id), sessionId: claims?.sessionId ?? '' } as const
      return { ...context(request), actor }
    },
    async user({ verified, ...changes } = {}) {
      const email = changes.email ?? `person-${++users}@example.com`
      const { id } = await registerUser(context(), { email, password: TEST_PASSWORD, name: changes.name ?? null })
      const emailVerifiedAt = verified ? new Date(nowMs) : null
      return saveUser(db.client, id, { ...changes, emailVerifiedAt })
    },
    async mailsTo(address) {
      await services.mailWorker.runOnce()
      return transport.sentTo(address)
    },
    stored: ({ id }) => found(id),
    auditOf: ({ id }) =>
      db.client.auditEvent.findMany({
        where: { subjectId: id },
        orderBy: { seq: 'asc' },
        select: { action: true, actorType: true, actorId: true, changes: true },
      }),
    limited: (ctx) => ({ ...ctx, limits }),
    advance: (seconds) => {
      nowMs += seconds * 1000
    },
    async server(changes) {
      const own = db.engine === 'postgresql' ? owned.use(await db.connect()) : db
      return owned.use(await startServer(own, changes))
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The one-time token in a mail's link. */
export function tokenIn(mail: OutgoingMail | undefined): string {
  const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1]
  if (token === undefined) throw new Error('There is no token in this mail')
  return token
}

export { systemContext }
