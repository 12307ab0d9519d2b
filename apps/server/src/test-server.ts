import type { Services, Settings } from '@roster/domain'
import { createTestWorld, type TestWorld } from '@roster/domain/testing'
import type { FastifyInstance } from 'fastify'
import { type AppDeps, buildApp } from './app.ts'
import { createLogger } from './plugins/logging.ts'
import { createMetrics } from './plugins/metrics.ts'

export interface TestServer extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly world: TestWorld
  /** What was logged so far, as it was written. */
  log(): string
}

/** The whole app on a database of its own, without a socket. */
export async function createTestServer(
  options: {
    readonly env?: Partial<AppDeps['env']>
    readonly settings?: Partial<Settings>
    readonly deps?: Partial<AppDeps>
    /** Puts something around the services that the app gets; the world keeps the real ones. */
    readonly wrap?: (services: Services) => Services
  } = {},
): Promise<TestServer> {
  await using resources = new AsyncDisposableStack()
  const world = resources.use(await createTestWorld(options.settings))
  const written: string[] = []
  const env: AppDeps['env'] = {
    publicUrl: world.services.settings.publicUrl,
    productName: 'Roster',
    passwordMinLength: 8,
    corsOrigins: [],
    trustProxy: false,
    metricsToken: undefined,
    ...options.env,
  }
  const app = await buildApp({
    env,
    logger: createLogger({ level: 'trace', destination: { write: (line: string) => void written.push(line) } }),
    services: options.wrap?.(world.services) ?? world.services,
    health: { ping: (timeoutMs) => world.db.ping(timeoutMs), isMigrated: async () => true },
    metrics: createMetrics(),
    inbox: undefined,
    ...options.deps,
  })
  resources.defer(() => app.close())
  const owned = resources.move()
  return { app, world, log: () => written.join(''), [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
