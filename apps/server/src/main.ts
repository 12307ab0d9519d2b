import { banner } from './banner.ts'
import { type Env, processEnvironment, readEnv } from './env.ts'
import { explain } from './explain.ts'
import { INBOX_PATH } from './plugins/dev-inbox-pages.ts'
import { createLogger, type LogOptions } from './plugins/logging.ts'
import { prettyLog } from './plugins/pretty-log.ts'
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
  const logger = createLogger({ level: env.logLevel, destination: destinationFor(env) })
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

/** Lines for a person who is developing; JSON for everything else. */
function destinationFor(env: Env): LogOptions['destination'] {
  if (env.mode !== 'development' || !process.stdout.isTTY) return undefined
  return prettyLog({ color: env.color, write: (line) => process.stdout.write(line) })
}
