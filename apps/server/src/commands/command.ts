import { countPendingMigrations, createDb, type Database, MigrationError } from '@roster/db'
import { type Env, processEnvironment, readEnv } from '../env.ts'
import { explain } from '../explain.ts'

const PATIENCE_MS = 10 * 60_000

/** Opens the database that the environment names, applying nothing. A command may ask for more than a request may. */
export function openDatabase(env: Env): Promise<Database> {
  const limits = { queryTimeoutMs: PATIENCE_MS, statementTimeoutMs: PATIENCE_MS }
  return createDb({ ...(env.databaseUrl === undefined ? { dataDir: env.dataDir } : { url: env.databaseUrl }), limits })
}

/** The same, and refuses one that is not up to date. */
export async function openMigratedDatabase(env: Env): Promise<Database> {
  await using resources = new AsyncDisposableStack()
  const database = resources.use(await openDatabase(env))
  if ((await countPendingMigrations(database)) > 0) {
    throw new MigrationError('The database is not up to date. Start the server, or run `pnpm db:migrate`.')
  }
  resources.move()
  return database
}

/**
 * Runs an operator's command: reads the environment, prints what the command says, and ends with its exit code;
 * with 1 and a sentence on what to do when it fails. `--help` prints `help` instead.
 */
export async function runCommand(
  command: (env: Env, print: (line: string) => void) => Promise<number>,
  help?: string,
): Promise<void> {
  const print = (line: string) => process.stdout.write(`${line}\n`)
  if (help !== undefined && process.argv.slice(2).some((option) => option === '--help' || option === '-h')) {
    return void print(help)
  }
  try {
    process.exitCode = await command(readEnv(processEnvironment()), print)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}
