import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { builtConsole } from './console-build.ts'
import { fillPage, type Page, sendPage } from './page.ts'
import { readOnly } from './read-only.ts'

/** Where the console comes from: what was built, or Vite while it is developed. */
export interface ConsoleSource {
  /** Its pages, as routes. */
  readonly paths: readonly string[]
  readonly policy: string
  /** The page that starts it, with addresses that begin with `./`. */
  template(url: string): string | Promise<string>
  /** Serves its scripts and styles. */
  serveFiles(app: FastifyInstance): Promise<void>
}

export interface ConsoleOptions {
  readonly publicUrl: string
  readonly productName: string
  readonly passwordMinLength: number
  /** Where the development inbox is, when it is on. */
  readonly inboxPath: string | undefined
}

/**
 * The console at `/` and all its deep links: one page, told in a `<meta>` what it has to know of this server, and files
 * under names made of their content, which browsers keep for good.
 * @returns what to answer with when a page is not there: the console says so, under status 404
 */
export async function serveConsole(
  app: FastifyInstance,
  options: ConsoleOptions,
  source: ConsoleSource = builtConsole(),
): Promise<(request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>> {
  await source.serveFiles(app)
  const fill = filler(options)
  const page = async ({ url }: FastifyRequest) => fill(await source.template(url))
  for (const path of source.paths) {
    readOnly(app, path, async (request, reply) => sendPage(request, reply, await page(request), source.policy))
  }
  return async (request, reply) =>
    reply
      .code(404)
      .headers({ 'Cache-Control': 'no-store', 'Content-Security-Policy': source.policy })
      .type('text/html; charset=utf-8')
      .send((await page(request)).html)
}

/** Fills a template, once for as long as it stays the same. */
function filler({ publicUrl, productName, passwordMinLength, inboxPath }: ConsoleOptions) {
  // PUBLIC_URL may have a path that a proxy takes away.
  const base = new URL(publicUrl).pathname.replace(/\/$/, '')
  const settings = JSON.stringify({ base, productName, passwordMinLength, inboxPath: inboxPath ?? null })
  let last: { readonly template: string; readonly page: Page } | undefined
  return (template: string): Page => {
    if (last?.template !== template) {
      const absolute = template.replaceAll(/(src|href)="\.\//g, `$1="{{base}}/`)
      last = { template, page: fillPage(absolute, { base, product: productName, settings }) }
    }
    return last.page
  }
}
