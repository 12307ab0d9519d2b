import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const MAIN = resolve(import.meta.dirname, '../../../../apps/server/src/main.ts')

export const ADMIN = { email: 'admin@example.com', password: 'a long enough pass phrase' }

/** A real server as a process of its own, on the embedded engine. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  /** Ends the process and starts it again on the same data and port. @param meanwhile Runs while it is down. */
  restart(meanwhile?: () => Promise<void>): Promise<void>
}

export async function startServerProcess(settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'roster-client-'))
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
  let child = await start(env, url)
  let isDisposed = false
  return {
    url,
    async restart(meanwhile = async () => undefined) {
      await stop(child)
      await meanwhile()
      if (!isDisposed) child = await start(env, url)
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true
      await stop(child)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function start(env: Record<string, string>, url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  // Also when a test was given up before it could stop it.
  const reap = () => child.kill('SIGKILL')
  process.once('exit', reap)
  child.once('exit', () => process.off('exit', reap))
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk
  })
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`The server did not start: ${complaint}`)
    await new Promise((done) => setTimeout(done, 50))
  }
  return child
}

const isReady = (url: string) =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await close(server)
  return port
}

async function close(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

/** A proxy in front of a server that counts requests, and can swallow replies after the server has given them. */
export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** `METHOD path`, in order. */
  readonly requests: readonly string[]
  /** The next replies to requests whose path holds the text are lost: the connection breaks. */
  loseReplies(text: string, count: number): void
  /** Decides about every request by its path: passed on, lost on the way there, or answered and lost on the way back. */
  disturb(fate: (path: string) => Fate): void
}

export type Fate = 'passed on' | 'request lost' | 'reply lost'

export async function startProxy(target: string): Promise<Proxy> {
  const requests: string[] = []
  let fateOf: (path: string) => Fate = () => 'passed on'
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/'
    requests.push(`${incoming.method} ${path.replace(/\?.*/, '')}`)
    const fate = fateOf(path)
    if (fate === 'request lost') return void incoming.socket.destroy()
    const forwarded = httpRequest(target + path, { method: incoming.method, headers: incoming.headers }, (reply) => {
      if (fate === 'reply lost') {
        reply.resume().once('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(outgoing)
    })
    forwarded.on('error', () => incoming.socket.destroy())
    incoming.pipe(forwarded)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    disturb(fate) {
      fateOf = fate
    },
    loseReplies(text, count) {
      let left = count
      fateOf = (path) => (path.includes(text) && left-- > 0 ? 'reply lost' : 'passed on')
    },
    [Symbol.asyncDispose]: () => close(server),
  }
}
