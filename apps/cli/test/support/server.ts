import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** See the database's global setup. */
    readyDataDir: string
  }
}

const COMPILE_CACHE = resolve(import.meta.dirname, '../../../../node_modules/.cache/compile')
const MAIN = resolve(import.meta.dirname, '../../../server/src/main.ts')

export const ADMIN = { email: 'admin@example.com', password: 'a long enough pass phrase' }

/** A real server as a process of its own, on the embedded engine. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  readonly env: Readonly<Record<string, string>>
  /** What it has printed. */
  printed(): string
}

/** @param settings Instead of, or beside, an administrator and generous limits */
export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'roster-cli-server-'))
  // A first start takes ten times as long, and is not what these tests are about.
  const ready: string | undefined = inject('readyDataDir') // only the suite has one
  if (ready !== undefined) await cp(ready, dataDir, { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    RATE_LIMIT_SCALE: '1000',
    PASSWORD_HASH_COST: '10',
    BOOTSTRAP_ADMIN_EMAIL: ADMIN.email,
    BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    ...settings,
  }
  const child = spawn(process.execPath, [MAIN], {
    env: { ...env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk
    })
  }
  const stop = async () => {
    await end(child)
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await untilReady(url, child)
  } catch {
    await stop()
    throw new Error(`The server did not start: ${printed}`)
  }
  return { url, env, printed: () => printed, [Symbol.asyncDispose]: stop }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    const isReady = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    if (child.exitCode !== null) throw new Error('It has ended.')
    await new Promise((done) => setTimeout(done, 50))
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
