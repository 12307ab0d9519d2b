import { runMaintenance, systemContext } from '@roster/domain'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { type Deps, openDeps } from './deps.ts'
import type { Env } from './env.ts'
import { prepareFirstAdmin } from './first-admin.ts'
import { noteHashSpeed } from './hash-speed.ts'
import type { ConsoleSource } from './plugins/console.ts'

const MAINTENANCE_INTERVAL_MS = 3600_000

/** A server that listens. Closing `app` answers what runs, sends due mail and closes the database. */
export interface Server {
  readonly app: FastifyInstance
  readonly deps: Deps
  readonly listeningUrl: string
  readonly setupLink: string | undefined
}

/**
 * Starts everything on one port. Throws what a person has to act on; nothing is left running then.
 * @param console Where the console comes from, when not from its build.
 */
export async function startServer(env: Env, logger: Logger, console?: ConsoleSource): Promise<Server> {
  await using resources = new AsyncDisposableStack()
  const deps = resources.use(await openDeps(env, logger))
  const setupLink = await prepareFirstAdmin(deps.services, env.bootstrapAdmin)
  const app = await buildApp({ ...deps, console })
  const maintenance = setInterval(() => void maintain(deps), MAINTENANCE_INTERVAL_MS)
  resources.defer(() => clearInterval(maintenance))
  const owned = resources.move()
  app.addHook('onClose', () => owned.disposeAsync())
  const listeningUrl = await listen(app, env)
  deps.services.mailWorker.start()
  void maintain(deps)
  // Nobody waits for it; a server that is stopped meanwhile refuses it.
  noteHashSpeed(deps).catch((error: unknown) => deps.logger.debug({ err: error }, 'password hashing was not measured'))
  return { app, deps, listeningUrl, setupLink }
}

async function listen(app: FastifyInstance, { host, port }: Env): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw error
  }
}

async function maintain({ services, logger }: Deps): Promise<void> {
  try {
    const { anonymised } = await runMaintenance(systemContext(services))
    if (anonymised > 0) logger.info({ anonymised }, 'deleted users anonymised')
  } catch (error) {
    logger.warn({ err: error }, 'maintenance failed and is tried again in an hour')
  }
}
