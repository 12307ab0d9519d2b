import { assertUnlocked } from '@roster/db/lock'
import { processEnvironment, readEnv } from './env.ts'

try {
  await main()
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n\n`)
  process.exit(1)
}

/** Loading the whole server takes most of a second: what stops a start at once is looked at before. */
async function main(): Promise<void> {
  const env = readEnv(processEnvironment())
  if (env.databaseUrl === undefined) assertUnlocked(env.dataDir)
  const { run } = await import('./run.ts')
  await run(env, process.argv.includes('--live') ? await liveConsole() : undefined)
}

/** The console with live reload; Vite is there where Roster is developed, and only then. */
async function liveConsole() {
  const live = await import('./dev/live-console.ts')
  return live.liveConsole()
}
