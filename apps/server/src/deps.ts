import { join } from 'node:path'
import { countPendingMigrations, createDb, type Database, migrate, takeBackup } from '@roster/db'
import {
  countWaitingMails,
  createMailRenderer,
  createServices,
  type LimitStore,
  type RunningServices,
} from '@roster/domain'
import type { Logger } from 'pino'
import type { AppDeps } from './app.ts'
import { keepAuthSecret } from './auth-secret.ts'
import type { Env } from './env.ts'
import { createTransport } from './mail/create-transport.ts'
import { createInbox } from './mail/inbox.ts'
import { securityLog } from './plugins/logging.ts'
import { createMetrics } from './plugins/metrics.ts'
import { settingsOf } from './settings.ts'

/** Everything a server needs that outlives a request. Disposing it sends due mail and closes the database last. */
export interface Deps extends AppDeps, AsyncDisposable {
  readonly env: Env
  readonly services: RunningServices
  readonly database: Database
}

/** Opens the database, brings it up to date, and starts the services on it. Throws what a person has to act on. */
export async function openDeps(env: Env, logger: Logger): Promise<Deps> {
  await using resources = new AsyncDisposableStack()
  const authSecret = env.authSecret ?? (await keepAuthSecret(env.dataDir))
  const database = resources.use(await openDatabase(env, logger))
  await migrate(database, { log: (name) => logger.info({ migration: name }, 'migration applied') })

  const metrics = createMetrics()
  const inbox = env.devInbox ? createInbox(join(env.dataDir, 'inbox')) : undefined
  const transport = resources.use(createTransport({ smtpUrl: env.smtpUrl, inbox }))
  const logSecurityEvent = securityLog(logger)
  const services = resources.use(
    await createServices({
      database,
      settings: settingsOf(env),
      authSecret,
      hashing: { cost: env.passwordHashCost, ...(env.hashWorkers !== undefined && { workers: env.hashWorkers }) },
      limitStore: await openLimitStore(env, database, resources, logger),
      patienceMs: database.patienceMs,
      mail: {
        transport,
        renderer: await createMailRenderer(rendererOptions(env)),
        from: env.mailFrom,
        log: logger.child({ kind: 'mail' }),
      },
      report(event) {
        logSecurityEvent(event)
        metrics.countEvent(event)
      },
    }),
  )
  metrics.gauge('roster_hash_queue', 'Passwords that wait to be hashed or checked', () => services.hasher.waiting)
  metrics.gauge('roster_mails_waiting', 'Mails that wait to be sent', () => countWaitingMails(database.client))
  const owned = resources.move()
  return {
    env,
    logger,
    database,
    services,
    metrics,
    inbox,
    takeBackup: backupOf(database),
    health: {
      ping: (timeoutMs) => database.ping(timeoutMs),
      isMigrated: async () => (await countPendingMigrations(database)) === 0,
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function openDatabase(env: Env, logger: Logger): Promise<Database> {
  const onError = (error: Error) => logger.error({ err: error }, 'the database connection failed')
  return env.databaseUrl === undefined
    ? createDb({ dataDir: env.dataDir, onError })
    : createDb({ url: env.databaseUrl, limits: { max: env.databasePoolSize }, onError })
}

/** A PostgreSQL server has programs of its own for that. */
function backupOf({ pool, files }: Database): Deps['takeBackup'] {
  return files && (() => takeBackup(pool, files))
}

/** Shared counters live in Redis when there is one, else beside everything else. Its client is loaded for that alone. */
async function openLimitStore(
  env: Env,
  database: Database,
  resources: AsyncDisposableStack,
  logger: Logger,
): Promise<LimitStore> {
  if (env.redisUrl === undefined) return { type: 'postgres', pool: database.pool }
  const { openRedisLimits } = await import('./limit-store.ts')
  return resources.use(openRedisLimits(env.redisUrl, logger)).store
}

const rendererOptions = ({ productName, publicUrl, mailTemplatesDir }: Env) => ({
  productName,
  publicUrl,
  templatesDir: mailTemplatesDir,
})
