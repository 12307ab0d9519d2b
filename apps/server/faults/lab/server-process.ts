import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { variables } from '../../src/env/variables.ts'
import { undoAtExit } from './at-exit.ts'
import { collectOutput, type Output } from './output.ts'
import { freePort } from './places.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
/** Of a machine that has other things to do. */
const START_TIMEOUT_MS = 60_000

export const ADMIN = { email: 'admin@faults.test', password: 'an administrator of this test' } as const

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A real server, in a process of its own. Disposing it kills it. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly output: Output
  readonly ended: Promise<Ending>
  /** Resolves with the milliseconds from the spawn until it said that it runs; rejects when it ends instead. */
  ready(): Promise<number>
  signal(name: NodeJS.Signals): void
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
  /** SIGTERM, and waits for the end. */
  stop(): Promise<Ending & { readonly ms: number }>
}

/** Settings by the names of `.env.example`. */
export type Settings = Partial<Record<keyof typeof variables, string>>

/** Starts the server and does not wait for it. What is not set has its default, whatever the environment and `.env` say. */
export async function spawnServer(settings: Settings, tempDir: string): Promise<ServerProcess> {
  const port = Number(settings.PORT ?? (await freePort()))
  const blank = Object.fromEntries(Object.keys(variables).map((name) => [name, '']))
  const defaults: Settings = {
    BOOTSTRAP_ADMIN_EMAIL: ADMIN.email,
    BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    PASSWORD_HASH_COST: '10',
    RATE_LIMIT_SCALE: '100000',
    REFRESH_GRACE_SECONDS: '60',
  }
  const startedAt = performance.now()
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...blank, ...defaults, ...settings, PORT: String(port), TMPDIR: tempDir },
  })
  const forget = undoAtExit(() => child.kill('SIGKILL'))
  const output = collectOutput([child.stdout, child.stderr])
  const ended = endOf(child).finally(forget)
  let readyMs: Promise<number> | undefined
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    output,
    ended,
    ready() {
      readyMs ??= output.line(/ is running\.$/, START_TIMEOUT_MS).then(() => Math.round(performance.now() - startedAt))
      return readyMs
    },
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      const begin = performance.now()
      child.kill('SIGTERM')
      return { ...(await ended), ms: Math.round(performance.now() - begin) }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts the server and waits until it runs. */
export async function startServer(settings: Settings, tempDir: string): Promise<ServerProcess> {
  const server = await spawnServer(settings, tempDir)
  try {
    await server.ready()
    return server
  } catch (error) {
    await server.kill()
    throw error
  }
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}
