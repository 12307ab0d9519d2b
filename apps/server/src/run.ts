import { banner } from './banner.ts'
import type { Env } from './env.ts'
import { explain } from './explain.ts'
import type { ConsoleSource } from './plugins/console.ts'
import { INBOX_PATH } from './plugins/dev-inbox-pages.ts'
import { createLogger, type LogOptions } from './plugins/logging.ts'
import { prettyLog } from './plugins/pretty-log.ts'
import { stopOnSignals } from './plugins/shutdown.ts'
import { type Server, startServer } from './server.ts'

/**
 * Runs the server until a signal ends it. Throws one Error with a message for the person at the terminal.
 * @param console Where the console comes from, when not from its build.
 */
export async function run(env: Env, console?: ConsoleSource): Promise<void> {
  const logger = createLogger({ level: env.logLevel, destination: destinationFor(env) })
  const server = await startServer(env, logger, console).catch((error: unknown) => {
    throw new Error(explain(error), { cause: error })
  })
  stopOnSignals({ app: server.app, logger, process })
  // The server goes on when nobody reads what it prints.
  process.stdout.on('error', () => undefined)
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

/** Lines for a person who is developing; JSON for everything else. */
function destinationFor(env: Env): LogOptions['destination'] {
  if (env.mode !== 'development' || !process.stdout.isTTY) return undefined
  return prettyLog({ color: env.color, write: (line) => process.stdout.write(line) })
}
