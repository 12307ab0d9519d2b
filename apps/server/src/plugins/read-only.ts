import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allowOnly } from './allow.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/**
 * A route that is only read. `HEAD` works as `GET` does, `OPTIONS` names what works, everything else is 405.
 * With a trailing slash it is the same route.
 */
export function readOnly(app: FastifyInstance, path: string, handler: Handler): void {
  for (const url of path === '/' ? [path] : [path, `${path}/`]) {
    app.get(url, async (request, reply) => handler(request, reply))
    allowOnly(app, url, ['GET'])
  }
}
