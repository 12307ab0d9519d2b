import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { fillPage, type Page, sendPage } from './page.ts'
import { readOnly } from './read-only.ts'
import { policy } from './security.ts'

const FOLDER = join(import.meta.dirname, '../../public/errors')
const PATH = '/errors'

const PAGE_POLICY = policy({
  'default-src': "'none'",
  'style-src': "'self'",
  'img-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
})

export interface ErrorPageOptions {
  readonly publicUrl: string
  readonly productName: string
  /** By code: each has the page that the `type` of its problem documents names. */
  readonly errors: Readonly<Record<string, { readonly status: number; readonly title: string }>>
}

/** `/errors/EMAIL_TAKEN`, where the `type` of a problem document leads a person (RFC 9457 §3.1.1), and a list of all. */
export function serveErrorPages(app: FastifyInstance, { errors, publicUrl, productName }: ErrorPageOptions): void {
  const base = new URL(publicUrl).pathname.replace(/\/$/, '')
  const style = serveFile(app, 'errors.css', 'text/css; charset=utf-8')
  const mark = serveFile(app, 'mark.svg', 'image/svg+xml')
  const [layout = '', one = '', all = ''] = ['layout', 'one', 'all'].map((name) =>
    readFileSync(join(FOLDER, `${name}.html`), 'utf8'),
  )
  const serve = (path: string, title: string, content: string) => {
    const page: Page = fillPage(layout, { base, title, product: productName, style, mark }, { content })
    readOnly(app, path, (request, reply) => sendPage(request, reply, page, PAGE_POLICY))
  }

  const entries = Object.entries(errors).map(([code, { status, title }]) => ({
    code,
    texts: { base, code, status: String(status), message: title },
  }))
  for (const { code, texts } of entries) serve(`${PATH}/${code}`, code, fillPage(one, texts).html)
  const items = entries.map(({ texts }) => fillPage(ITEM, texts).html).join('\n')
  serve(PATH, 'Errors', fillPage(all, { base }, { items }).html)
}

/** Serves a file under a name made of its content. @returns where */
function serveFile(app: FastifyInstance, name: string, type: string): string {
  const content = readFileSync(join(FOLDER, name))
  const path = `${PATH}/${createHash('sha256').update(content).digest('hex').slice(0, 12)}/${name}`
  app.get(path, (_request, reply) =>
    reply.header('Cache-Control', 'public, max-age=31536000, immutable').type(type).send(content),
  )
  return path
}

const ITEM = '<li><a href="{{base}}/errors/{{code}}">{{code}}</a><span>{{status}} · {{message}}</span></li>'
