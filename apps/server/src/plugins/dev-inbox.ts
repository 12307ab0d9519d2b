import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { normaliseEmail } from '@roster/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Inbox, InboxMessage } from '../mail/inbox.ts'
import { allowOnly } from './allow.ts'
import { refusalOf } from './dev-inbox-guard.ts'
import { bodyOf, INBOX_PATH, listPage, messagePage, missingPage } from './dev-inbox-pages.ts'

export interface DevInboxOptions {
  readonly inbox: Inbox
  readonly publicUrl: string
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
// A mail brings its own styles and pictures. The sandbox holds even when it is opened outside the frame.
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"

/**
 * The development inbox under `/dev/inbox`: pages for people, JSON for tests and scripts. Whoever can open it can take
 * over any account, so it must never be registered in production. Registered without `fastify-plugin`, so that what
 * it accepts (forms) ends with it.
 */
export async function devInbox(app: FastifyInstance, { inbox, publicUrl }: DevInboxOptions): Promise<void> {
  const style = await readFile(join(import.meta.dirname, 'dev-inbox.css'), 'utf8')

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': PAGE_POLICY,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    const refusal = refusalOf(request, publicUrl)
    if (refusal !== undefined) return reply.code(403).type('text/plain; charset=utf-8').send(refusal)
  })

  // What a form without fields sends.
  app.addContentTypeParser('application/x-www-form-urlencoded', async () => undefined)

  app.get<{ Querystring: { to?: unknown } }>(INBOX_PATH, async ({ query }, reply) => {
    const to = addressIn(query.to)
    return sendPage(reply, listPage(await messagesTo(inbox, to), to))
  })

  app.get(`${INBOX_PATH}/style.css`, async (_, reply) => reply.type('text/css; charset=utf-8').send(style))

  app.get<{ Params: { id: string } }>(`${INBOX_PATH}/:id`, async ({ params }, reply) => {
    const message = await inbox.get(params.id)
    return message ? sendPage(reply, messagePage(message)) : sendPage(reply.code(404), missingPage())
  })

  app.get<{ Params: { id: string } }>(`${INBOX_PATH}/:id/body`, async ({ params }, reply) => {
    const message = await inbox.get(params.id)
    if (!message) return sendPage(reply.code(404), missingPage())
    reply.headers({ 'content-security-policy': MAIL_POLICY, 'x-frame-options': 'SAMEORIGIN' })
    return sendPage(reply, bodyOf(message))
  })

  app.post(`${INBOX_PATH}/clear`, async (_, reply) => {
    await inbox.clear()
    return reply.redirect(INBOX_PATH, 303)
  })

  app.get<{ Querystring: { to?: unknown } }>(`${INBOX_PATH}/messages`, async ({ query }) => {
    const messages = await messagesTo(inbox, addressIn(query.to))
    return { items: messages.map(toWire) }
  })

  app.get<{ Params: { id: string } }>(`${INBOX_PATH}/messages/:id`, async ({ params }, reply) => {
    const message = await inbox.get(params.id)
    if (message) return toWire(message)
    return reply
      .code(404)
      .type('application/problem+json')
      .send({ title: 'Not found', status: 404, detail: 'There is no such mail.' })
  })

  app.delete(`${INBOX_PATH}/messages`, async (_, reply) => {
    await inbox.clear()
    return reply.code(204).send()
  })

  for (const path of ['', '/style.css', '/:id', '/:id/body', '/messages/:id']) {
    allowOnly(app, INBOX_PATH + path, ['GET'])
  }
  allowOnly(app, `${INBOX_PATH}/clear`, ['POST'])
  allowOnly(app, `${INBOX_PATH}/messages`, ['GET', 'DELETE'])
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}

const addressIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? normaliseEmail(value) : undefined

async function messagesTo(inbox: Inbox, to: string | undefined): Promise<InboxMessage[]> {
  const messages = await inbox.list()
  return to === undefined ? messages : messages.filter((message) => message.to === to)
}

/** As everything on this server's REST side: snake_case. */
const toWire = ({ receivedAt, ...message }: InboxMessage) => ({ ...message, received_at: receivedAt })
