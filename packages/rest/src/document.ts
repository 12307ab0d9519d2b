import { createHash } from 'node:crypto'
import { isUnchanged } from './reply.ts'
import type { Handler } from './serve.ts'

/** Serves one JSON document that does not change while the process lives. Caches may keep it and have to ask again. */
export function documentHandler(document: object): Handler {
  const body = JSON.stringify(document)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return async (request, reply) => {
    reply.header('cache-control', 'no-cache').header('etag', etag)
    if (isUnchanged(request, reply)) return reply.code(304).send()
    return reply.type('application/json; charset=utf-8').send(body)
  }
}
