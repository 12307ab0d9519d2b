import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { repositoryRoot } from '../env.ts'
import type { ConsoleSource } from './console.ts'
import { policy } from './security.ts'

const FOLDER = join(repositoryRoot, 'apps/console/dist')

/** No inline script or style, nothing of another host, and no text becomes markup (Trusted Types). */
const BUILT_POLICY = policy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
})

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{{product}}</title>
<h1>The console is not built</h1>
<p>The API works. To have the console too, start the server with <code>pnpm start</code>, or run <code>pnpm generate</code> first.</p>
</html>
`

/** What `pnpm start` has built, compressed beforehand. Without it there is a page that says so, and the API all the same. */
export function builtConsole(folder: string = FOLDER): ConsoleSource {
  if (!existsSync(join(folder, 'index.html'))) {
    return { paths: ['/'], policy: BUILT_POLICY, template: () => NOT_BUILT, serveFiles: async () => undefined }
  }
  const template = readFileSync(join(folder, 'index.html'), 'utf8')
  const paths: readonly string[] = JSON.parse(readFileSync(join(folder, 'pages.json'), 'utf8'))
  return {
    paths: paths.map((path) => path.replaceAll('$', ':')),
    policy: BUILT_POLICY,
    template: () => template,
    async serveFiles(app: FastifyInstance) {
      await app.register(files, {
        root: join(folder, 'assets'),
        prefix: '/assets/',
        index: false,
        // The folder itself would be 403.
        allowedPath: (path) => path !== '/',
        immutable: true,
        maxAge: '365d',
        preCompressed: true,
        decorateReply: false,
      })
    },
  }
}
