import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

export const MAIN = resolve(import.meta.dirname, '../../src/main.ts')

/** What `pnpm roster` uses too: a start takes half the time. */
const COMPILE_CACHE = resolve(import.meta.dirname, '../../../../node_modules/.cache/compile')

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Somebody's shell: a home directory, and variables. */
export interface Shell extends AsyncDisposable {
  readonly home: string
  readonly profilePath: string
  /** Runs the real program to its end. */
  roster(words: readonly string[], options?: RunOptions): Promise<Outcome>
  /** Starts it. */
  start(words: readonly string[], options?: RunOptions): ChildProcessWithoutNullStreams
  /** What it prints with `--json`. */
  json<T>(words: readonly string[], options?: RunOptions): Promise<T>
}

export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

export async function openShell(variables: Readonly<Record<string, string>> = {}): Promise<Shell> {
  const home = await mkdtemp(join(tmpdir(), 'roster-cli-'))
  const start = (words: readonly string[], { env = {}, input }: RunOptions = {}) => {
    const own = { HOME: home, NODE_COMPILE_CACHE: COMPILE_CACHE, ...variables, ...env }
    const child = spawn(process.execPath, [MAIN, ...words], { env: own })
    child.stdin.on('error', () => undefined).end(input ?? '')
    return child
  }
  const shell: Shell = {
    home,
    profilePath: join(home, '.config/roster/profiles/default.json'),
    start,
    async roster(words, options) {
      const child = start(words, options)
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
      return { code: code as number | null, stdout, stderr }
    },
    async json<T>(words: readonly string[], options?: RunOptions) {
      const { code, stdout, stderr } = await shell.roster([...words, '--json'], options)
      if (code !== 0) throw new Error(`roster ${words.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout) as T
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
  return shell
}
