import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/** Runs a script of Node's to its end and reads what it printed as JSON. */
export async function runScript<Result>(script: string, args: readonly string[]): Promise<Result> {
  const { stdout } = await run(process.execPath, [script, ...args], { maxBuffer: MAX_OUTPUT_BYTES })
  return JSON.parse(stdout) as Result
}
