import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnv } from '../../src/env.ts'
import { createLogger } from '../../src/plugins/logging.ts'
import { startServer } from '../../src/server.ts'

/** The server as `pnpm start` starts it, on a new directory: embedded database, development inbox, no administrator. */
export interface Served extends AsyncDisposable {
  readonly url: string
  readonly setupLink: string
  post(path: string, body: object): Promise<Response>
  /** The link in the newest mail to an address, as the inbox gives it to scripts; waits for the mail. */
  mailedLink(to: string, page: string): Promise<string>
}

export async function serve(): Promise<Served> {
  await using resources = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'roster-served-'))
  resources.defer(() => rm(dir, { recursive: true, force: true }))
  const port = await freePort()
  const env = readEnv({ DATA_DIR: dir, PORT: String(port), PASSWORD_HASH_COST: '10', RATE_LIMIT_SCALE: '100' })
  const { app, setupLink } = await startServer(env, createLogger({ level: 'silent' }))
  resources.defer(() => app.close())
  const owned = resources.move()
  const url = env.publicUrl
  return {
    url,
    setupLink: setupLink ?? '',
    post: (path, body) =>
      fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async mailedLink(to, page) {
      for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
        const reply = await fetch(`${url}/dev/inbox/messages?to=${encodeURIComponent(to)}`)
        const { items } = (await reply.json()) as { items: readonly { links: readonly string[] }[] }
        const link = items.flatMap(({ links }) => links).find((link) => link.includes(`/${page}#`))
        if (link !== undefined) return link
      }
      throw new Error(`No mail with a link to /${page} came to ${to}`)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
