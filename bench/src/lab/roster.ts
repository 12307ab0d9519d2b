import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { type Child, startChild } from './child.ts'

const ROOT = join(import.meta.dirname, '../../..')
const MAIN = join(ROOT, 'apps/server/src/main.ts')

export const ADMIN = { email: 'admin@bench.test', password: 'the administrator of a benchmark' } as const

export interface Roster extends Child {
  readonly url: string
}

/** The embedded engine in a directory, or a PostgreSQL server. */
export type Place = { readonly dataDir: string } | { readonly databaseUrl: string; readonly dataDir: string }

/**
 * A Roster server as an operator would start it, with its log at its default level. Only the limits are out of the
 * way: they would refuse what a benchmark sends, but every call is counted against them all the same.
 */
export async function startRoster(place: Place, settings: Readonly<Record<string, string>> = {}): Promise<Roster> {
  const port = await freePort()
  const child = await startChild({
    script: MAIN,
    ready: / is running\.$/m,
    env: {
      ...withoutDotenv(),
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compile'),
      DATA_DIR: place.dataDir,
      ...('databaseUrl' in place && { DATABASE_URL: place.databaseUrl }),
      BOOTSTRAP_ADMIN_EMAIL: ADMIN.email,
      BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      AUTH_SECRET: 'Zq4vR7tY1wXs9LmK3pNb6HcD8fGj2QaE',
      PASSWORD_HASH_COST: '10',
      RATE_LIMIT_SCALE: '1000000',
      ...settings,
      PORT: String(port),
    },
  })
  return { ...child, url: `http://127.0.0.1:${port}` }
}

/** Whatever a `.env` in the repository says is for somebody else. */
function withoutDotenv(): Record<string, string> {
  const path = join(ROOT, '.env')
  const names = existsSync(path) ? Object.keys(parseEnv(readFileSync(path, 'utf8'))) : []
  return Object.fromEntries(names.map((name) => [name, '']))
}

export async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer().once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
  })
  return await promise
}
