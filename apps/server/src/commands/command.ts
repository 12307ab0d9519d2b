import { createDb, type Database } from '@roster/db'
import { type Env, processEnvironment, readEnv } from '../env.ts'
import { explain } from '../explain.ts'

/** Opens the database that the environment names, applying nothing. */
export function openDatabase(env: Env): Promise<Database> {
  return env.databaseUrl === undefined ? createDb({ dataDir: env.dataDir }) : createDb({ url: env.databaseUrl })
}

/**
 * Runs an operator's command: reads the environment, prints what the command says, and ends with its exit code;
 * with 1 and a sentence on what to do when it fails.
 */
export async function runCommand(command: (env: Env, print: (line: string) => void) => Promise<number>): Promise<void> {
  const print = (line: string) => process.stdout.write(`${line}\n`)
  try {
    process.exitCode = await command(readEnv(processEnvironment()), print)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}
