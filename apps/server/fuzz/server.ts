import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDb, type Database, migrate } from '@roster/db'
import {
  type Context,
  createMailRenderer,
  createServices,
  type OutgoingMail,
  type RunningServices,
  systemContext,
} from '@roster/domain'
import { buildApp } from '../src/app.ts'
import { createLogger } from '../src/plugins/logging.ts'
import { createMetrics } from '../src/plugins/metrics.ts'

const publicUrl = 'http://roster.test'

/** A whole server in this process, on a database of its own, with cheap hashes and no limits to speak of. */
export interface FuzzServer extends AsyncDisposable {
  readonly origin: string
  readonly publicUrl: string
  readonly database: Database
  readonly services: RunningServices
  /** In which people of the fuzz do something that is no request. */
  readonly context: Context
  readonly mails: readonly OutgoingMail[]
  /** Everything logged since the last call, at every level. */
  takeLog(): string
}

export async function startFuzzServer(postgresUrl: string | undefined): Promise<FuzzServer> {
  await using resources = new AsyncDisposableStack()
  const location = postgresUrl === undefined ? await newDataDir(resources) : await newDatabase(postgresUrl, resources)
  const database = resources.use(await createDb(location))
  await migrate(database)

  let written: string[] = []
  const logger = createLogger({ level: 'trace', destination: { write: (line: string) => void written.push(line) } })
  const mails: OutgoingMail[] = []
  const metrics = createMetrics()
  const settings = {
    publicUrl,
    productName: 'Roster',
    accessTokenTtlSeconds: 900,
    signingKeyRotationDays: 90,
    refreshIdleTtlSeconds: 3600,
    refreshAbsoluteTtlSeconds: 3600,
    refreshGraceSeconds: 10,
    resetTokenTtlSeconds: 1800,
    verificationTokenTtlSeconds: 1800,
    invitationTtlSeconds: 1800,
    passwordMinLength: 8,
    requireVerifiedEmail: false,
    deletedUserRetentionDays: 30,
    rateLimitScale: 1_000_000,
  }
  const services = resources.use(
    await createServices({
      database,
      settings,
      authSecret: 'the secret of the fuzz, which is long enough',
      hashing: { cost: 4, workers: 1, allowLowCost: true },
      limitStore: { type: 'postgres', pool: database.pool },
      mail: {
        transport: { send: async (mail) => void mails.push(mail), async [Symbol.asyncDispose]() {} },
        renderer: await createMailRenderer(settings),
        from: { name: 'Roster', address: 'no-reply@roster.test' },
        log: logger.child({ kind: 'mail' }),
      },
      report(event) {
        logger.info(event, 'security event')
        metrics.countEvent(event)
      },
    }),
  )
  const app = await buildApp({
    env: {
      publicUrl,
      productName: 'Roster',
      passwordMinLength: 8,
      corsOrigins: [],
      trustProxy: false,
      metricsToken: undefined,
    },
    logger,
    services,
    health: { ping: (timeoutMs) => database.ping(timeoutMs), isMigrated: async () => true },
    metrics,
    inbox: undefined,
  })
  resources.defer(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const owned = resources.move()
  return {
    origin: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    publicUrl,
    database,
    services,
    context: systemContext(services),
    mails,
    takeLog() {
      const log = written.join('')
      written = []
      return log
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function newDataDir(resources: AsyncDisposableStack): Promise<{ dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'roster-fuzz-'))
  resources.defer(() => rm(dataDir, { recursive: true, force: true }))
  return { dataDir: join(dataDir, 'data') }
}

async function newDatabase(postgresUrl: string, resources: AsyncDisposableStack): Promise<{ url: string }> {
  const name = `roster_fuzz_${randomBytes(4).toString('hex')}`
  const server = resources.use(await createDb({ url: postgresUrl }))
  await server.pool.query(`CREATE DATABASE ${name}`)
  resources.defer(() => server.pool.query(`DROP DATABASE ${name} WITH (FORCE)`).then(() => undefined))
  return { url: Object.assign(new URL(postgresUrl), { pathname: `/${name}` }).href }
}
