import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A page as it is sent: made once, at start. */
export interface Page {
  readonly html: string
  readonly etag: string
}

/** Fills `{{name}}` in a template. Values are text and are escaped, unless they are markup made here. */
export function fillPage(
  template: string,
  texts: Readonly<Record<string, string>>,
  markup: Readonly<Record<string, string>> = {},
): Page {
  const html = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = markup[name] ?? (texts[name] === undefined ? undefined : escapeHtml(texts[name]))
    if (value === undefined) throw new Error(`A page asks for {{${name}}}, which nobody gives.`)
    return value
  })
  return { html, etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"` }
}

/** Sends a page, or 304 to a browser that has it already. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  contentSecurityPolicy: string,
): FastifyReply {
  reply.headers({ 'Cache-Control': 'no-cache', ETag: page.etag, 'Content-Security-Policy': contentSecurityPolicy })
  if (request.headers['if-none-match'] === page.etag) return reply.code(304).send()
  return reply.type('text/html; charset=utf-8').send(page.html)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '')
