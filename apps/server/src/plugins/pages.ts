import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import files from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { repositoryRoot } from '../env.ts'
import { fillPage, type Page, sendPage } from './page.ts'
import { readOnly } from './read-only.ts'
import { policy } from './security.ts'

const FOLDER = join(repositoryRoot, 'apps/console/public')

const PAGE_POLICY = policy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
})

const PAGES = [
  { path: '/', file: 'home', title: '', wide: true },
  { path: '/setup', file: 'setup', title: 'First administrator' },
  { path: '/verify-email', file: 'verify-email', title: 'Confirm your address' },
  { path: '/reset-password', file: 'reset-password', title: 'Reset your password' },
] as const

export interface PageOptions {
  readonly publicUrl: string
  readonly productName: string
  readonly passwordMinLength: number
  /** Where the development inbox is, when it is on. */
  readonly inboxPath: string | undefined
  /** By code: each has the page that the `type` of its problem documents names. */
  readonly errors: Readonly<Record<string, { readonly status: number; readonly title: string }>>
}

/**
 * The pages that mailed links lead to, and the start page. Their scripts and styles are served under a name made of
 * their content, so that browsers keep them for good.
 * @returns what to answer with when a page is not there
 */
export async function servePages(
  app: FastifyInstance,
  options: PageOptions,
): Promise<(reply: FastifyReply) => FastifyReply> {
  const assets = join(FOLDER, 'assets')
  const assetsPath = `/assets/${digestOf(assets)}`
  await app.register(files, {
    root: assets,
    prefix: `${assetsPath}/`,
    index: false,
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  })
  const make = pageMaker(options, assetsPath)
  for (const { path, file, title, ...rest } of PAGES) {
    const page = make(file, title, { script: true, wide: 'wide' in rest })
    readOnly(app, path, (request, reply) => sendPage(request, reply, page, PAGE_POLICY))
  }
  serveErrorPages(app, options, make)
  const notFound = make('not-found', 'Not found', {})
  return (reply) =>
    reply
      .code(404)
      .headers({ 'Cache-Control': 'no-store', 'Content-Security-Policy': PAGE_POLICY })
      .type('text/html; charset=utf-8')
      .send(notFound.html)
}

/** `/errors/EMAIL_TAKEN`, where the `type` of a problem document leads a person (RFC 9457 §3.1.1), and a list of all. */
function serveErrorPages(app: FastifyInstance, { errors, publicUrl }: PageOptions, make: MakePage): void {
  const path = '/errors'
  const base = baseOf(publicUrl)
  const entries = Object.entries(errors)
  const serve = (url: string, page: Page) =>
    readOnly(app, url, (request, reply) => sendPage(request, reply, page, PAGE_POLICY))
  for (const [code, { status, title }] of entries) {
    serve(`${path}/${code}`, make('error', code, { texts: { code, status: String(status), message: title } }))
  }
  const items = entries.map(
    ([code, { status, title }]) =>
      fillPage('<li><a href="{{base}}{{path}}/{{code}}">{{code}}</a><span>{{status}} · {{title}}</span></li>', {
        base,
        path,
        code,
        status: String(status),
        title,
      }).html,
  )
  serve(path, make('errors', 'Errors', { wide: true, markup: { errors: items.join('\n') } }))
}

interface Parts {
  readonly script?: boolean
  readonly wide?: boolean
  readonly texts?: Readonly<Record<string, string>>
  readonly markup?: Readonly<Record<string, string>>
}

type MakePage = (file: string, title: string, parts: Parts) => Page

/** PUBLIC_URL may have a path that a proxy takes away. */
const baseOf = (publicUrl: string) => new URL(publicUrl).pathname.replace(/\/$/, '')

function pageMaker(
  { publicUrl, productName, passwordMinLength, inboxPath }: PageOptions,
  assetsPath: string,
): MakePage {
  const base = baseOf(publicUrl)
  const layout = readFileSync(join(FOLDER, 'layout.html'), 'utf8')
  const inbox = inboxPath === undefined ? undefined : `<a href="${base}${inboxPath}">Mail inbox</a>`
  const inboxMarkup = {
    inbox: inbox === undefined ? '' : `<p>${inbox}</p>`,
    inbox_item:
      inbox === undefined ? '' : `<li>${inbox}<span>What this server has sent while it is developed.</span></li>`,
  }
  return (file, title, { script = false, wide = false, texts = {}, markup = {} }) => {
    const assets = `${base}${assetsPath}`
    const common = { base, assets, product: productName, password_min_length: String(passwordMinLength), ...texts }
    const template = readFileSync(join(FOLDER, `${file}.html`), 'utf8')
    const content = fillPage(template, common, { ...inboxMarkup, ...markup }).html
    const tag = script ? `<script type="module" src="${assets}/${file}.js"></script>` : ''
    const heading = title === '' ? productName : `${title} · ${productName}`
    return fillPage(layout, { ...common, title: heading, width: wide ? '' : 'narrow' }, { content, script: tag })
  }
}

function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}
