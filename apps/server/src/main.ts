import { DataDirLockedError, EmbeddedEngineError, MigrationError } from '@roster/db'
import { MailTemplatesError } from '@roster/domain'
import { banner } from './banner.ts'
import { ConfigurationError } from './configuration-error.ts'
import { type Env, processEnvironment, readEnv } from './env.ts'
import { INBOX_PATH } from './plugins/dev-inbox-pages.ts'
import { createLogger } from './plugins/logging.ts'
import { stopOnSignals } from './plugins/shutdown.ts'
import { type Server, startServer } from './server.ts'

try {
  await main()
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  const env = readEnv(processEnvironment())
  const logger = createLogger({ level: env.logLevel })
  const server = await startServer(env, logger)
  stopOnSignals({ app: server.app, logger, process })
  process.stdout.write(describe(env, server))
}

function describe(env: Env, { deps, listeningUrl, setupLink }: Server): string {
  return banner({
    ...env,
    listeningUrl,
    setupLink,
    inboxPath: deps.inbox && INBOX_PATH,
    engine: deps.database.engine,
    color: env.color && process.stdout.isTTY,
  })
}

/** What went wrong, for the person at the terminal. */
function explain(error: unknown): string {
  const expected = [ConfigurationError, DataDirLockedError, EmbeddedEngineError, MigrationError, MailTemplatesError]
  if (expected.some((type) => error instanceof type) && error instanceof Error) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken by another process. Stop it, or set PORT to a free one.'
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
