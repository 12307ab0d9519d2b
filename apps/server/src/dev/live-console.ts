import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createServer, type ViteDevServer } from 'vite'
import { repositoryRoot } from '../env.ts'
import type { ConsoleSource } from '../plugins/console.ts'
import { policy } from '../plugins/security.ts'

const FOLDER = join(repositoryRoot, 'apps/console')
/** What Vite answers: modules, and its own. */
const VITE = /^\/(?:src|node_modules|@vite|@id|@fs|@react-refresh)(?:[/?]|$)/

/** Where its modules come from. Left to itself Vite gives away whatever is in the repository: `DATA_DIR` and its secret. */
const SOURCES = [
  FOLDER,
  ...['packages/client', 'packages/contract', 'node_modules'].map((path) => join(repositoryRoot, path)),
]

/** What live reload needs: an inline script for React, styles that scripts put in, and a socket. */
const LIVE_POLICY = policy({
  'default-src': "'none'",
  'script-src': "'self' 'unsafe-inline'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'connect-src': "'self' ws:",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
})

/** The console as its sources stand, for `pnpm dev`: Vite serves it through this server's own port, with live reload. */
export async function liveConsole(): Promise<ConsoleSource> {
  const { pagePaths }: { pagePaths: readonly string[] } = await import(join(FOLDER, 'src/page-paths.ts'))
  let vite: ViteDevServer | undefined
  return {
    paths: pagePaths.map((path) => path.replaceAll('$', ':')),
    policy: LIVE_POLICY,
    async template(url) {
      const html = await readFile(join(FOLDER, 'index.html'), 'utf8')
      return vite === undefined ? html : vite.transformIndexHtml(url, html)
    },
    async serveFiles(app: FastifyInstance) {
      const server = await createVite(app)
      vite = server
      app.addHook('onClose', () => server.close())
      app.addHook('onRequest', (request, reply, done) => {
        if (!VITE.test(request.url)) return done()
        reply.hijack()
        server.middlewares(request.raw, reply.raw, () => reply.raw.writeHead(404).end())
      })
    },
  }
}

function createVite(app: FastifyInstance): Promise<ViteDevServer> {
  return createServer({
    root: FOLDER,
    configFile: join(FOLDER, 'vite.config.ts'),
    // Bundling it would leave files that restart a server which watches.
    configLoader: 'native',
    base: '/',
    appType: 'custom',
    logLevel: 'warn',
    server: {
      middlewareMode: { server: app.server },
      ws: { server: app.server },
      fs: { strict: true, allow: SOURCES },
      cors: false,
    },
  })
}
