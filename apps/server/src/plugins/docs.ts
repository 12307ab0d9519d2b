import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { fillPage, sendPage } from './page.ts'
import { readOnly } from './read-only.ts'
import { policy } from './security.ts'

const OWN_FOLDER = join(import.meta.dirname, '../../public/docs')
const OWN_FILES = ['docs.css', 'docs.js', 'mark.svg'] as const
const LIBRARY_FOLDER = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))
const LIBRARY_FILES: readonly string[] = ['/swagger-ui.css', '/swagger-ui-bundle.js']

/** Swagger UI wants pictures out of its own style sheet (`data:`) and nothing else: no inline script, style or other host. */
const DOCS_POLICY = policy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
})

export interface DocsOptions {
  readonly publicUrl: string
  readonly productName: string
}

/** `/docs`: the API reference, served from here alone, to read and to try. */
export async function serveDocs(app: FastifyInstance, { publicUrl, productName }: DocsOptions): Promise<void> {
  const library = `/docs/swagger-ui-${versionOf(LIBRARY_FOLDER)}`
  const own = `/docs/roster-${digestOf(OWN_FILES)}`
  const common = { index: false, immutable: true, maxAge: '365d', decorateReply: false } as const
  await app.register(files, {
    ...common,
    root: LIBRARY_FOLDER,
    prefix: `${library}/`,
    allowedPath: (path) => LIBRARY_FILES.includes(path),
  })
  await app.register(files, {
    ...common,
    root: OWN_FOLDER,
    prefix: `${own}/`,
    allowedPath: (path) => path !== '/page.html',
  })

  const base = new URL(publicUrl).pathname.replace(/\/$/, '')
  const page = fillPage(readFileSync(join(OWN_FOLDER, 'page.html'), 'utf8'), {
    base,
    own,
    library,
    product: productName,
  })
  readOnly(app, '/docs', (request, reply) => sendPage(request, reply, page, DOCS_POLICY))
}

function versionOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0'
}

function digestOf(names: readonly string[]): string {
  const hash = createHash('sha256')
  for (const name of names) hash.update(readFileSync(join(OWN_FOLDER, name)))
  return hash.digest('hex').slice(0, 12)
}
