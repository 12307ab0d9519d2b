import { PassThrough } from 'node:stream'
import type { Environment } from '../../src/environment.ts'
import { run } from '../../src/run.ts'

/** Runs a command line in this process, without a terminal: for tables of many. */
export async function runHere(
  words: readonly string[],
  environment: Environment,
  input = '',
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  const terminal = { input: stdin, output: stdout, errors: stderr }
  const code = await run(words, terminal as unknown as Parameters<typeof run>[1], environment)
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
}
