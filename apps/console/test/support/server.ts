import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const MAIN = resolve(import.meta.dirname, '../../../server/src/main.ts')
const MAIL_PATIENCE_MS = 15_000

export const PASSWORD = 'a long enough pass phrase'
export const ADMIN = { email: 'admin@example.com', password: PASSWORD }

export interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** The server as `pnpm start` starts it, in a process and a directory of its own, with the development inbox. */
export interface Server extends AsyncDisposable {
  /** Where people reach it. */
  readonly url: string
  /** Where it listens: elsewhere behind a proxy. */
  readonly origin: string
  /** The link that makes the first administrator; nothing when there is one. */
  readonly setupLink: string | undefined
  call(method: string, path: string, body?: object, token?: string): Promise<Reply>
  register(email: string, name?: string): Promise<void>
  /** The access token of a sign-in that no browser knows of. */
  signIn(email: string, password?: string, userAgent?: string): Promise<string>
  /** The link to a page in the newest mail to an address; waits for it. */
  mailedLink(to: string, page: string): Promise<string>
  /** Ends the process and starts it again, on the same data and port. */
  restart(meanwhile?: () => Promise<void>): Promise<void>
}

export interface ServerOptions {
  /** Without one there is a setup link. */
  readonly admin?: boolean
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
}

export async function startServer({ admin = true, port: wanted, env: more }: ServerOptions = {}): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'roster-console-'))
  const port = wanted ?? (await freePort())
  const origin = `http://127.0.0.1:${port}`
  const env: Record<string, string> = {
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    RATE_LIMIT_SCALE: '1000',
    PASSWORD_HASH_COST: '10',
    ...(admin && { BOOTSTRAP_ADMIN_EMAIL: ADMIN.email, BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password }),
    ...more,
  }
  const url = env.PUBLIC_URL ?? origin
  let { child, printed } = await start(env, origin)

  const call: Server['call'] = async (method, path, body, token) => {
    const reply = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, body: text === '' ? {} : JSON.parse(text) }
  }

  return {
    url,
    origin,
    setupLink: /\S+\/setup#token=\S+/.exec(printed)?.[0],
    call,
    async register(email, name) {
      const { status } = await call('POST', '/users', { email, password: PASSWORD, ...(name && { name }) })
      if (status !== 201) throw new Error(`${email} could not register: ${status}`)
    },
    async signIn(email, password = PASSWORD, userAgent = 'curl/8.5.0') {
      const reply = await fetch(`${origin}/api/v1/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': userAgent },
        body: JSON.stringify({ email, password }),
      })
      const { access_token: token } = (await reply.json()) as { access_token?: string }
      if (token === undefined) throw new Error(`${email} could not sign in: ${reply.status}`)
      return token
    },
    async mailedLink(to, page) {
      for (const deadline = Date.now() + MAIL_PATIENCE_MS; Date.now() < deadline; await sleep(50)) {
        const reply = await fetch(`${origin}/dev/inbox/messages?to=${encodeURIComponent(to)}`)
        const { items } = (await reply.json()) as { items: readonly { links: readonly string[] }[] }
        const link = items.flatMap(({ links }) => links).find((each) => each.includes(`/${page}#`))
        if (link !== undefined) return link
      }
      throw new Error(`No mail with a link to /${page} came to ${to}`)
    },
    async restart(meanwhile = async () => undefined) {
      await stop(child)
      await meanwhile()
      ;({ child, printed } = await start(env, origin))
    },
    async [Symbol.asyncDispose]() {
      await stop(child)
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function start(
  env: Readonly<Record<string, string>>,
  origin: string,
): Promise<{ readonly child: ChildProcess; readonly printed: string }> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk
    })
  }
  while (!(printed.includes('Ctrl+C') && (await isReady(origin)))) {
    if (child.exitCode !== null) throw new Error(`The server did not start: ${printed}`)
    await sleep(50)
  }
  return { child, printed }
}

const isReady = (origin: string) =>
  fetch(`${origin}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
