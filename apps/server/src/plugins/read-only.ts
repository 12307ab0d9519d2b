import { DomainError } from '@roster/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const ALLOW = 'GET, HEAD, OPTIONS'
const REFUSED = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/**
 * A route that is only read. `HEAD` works as `GET` does, `OPTIONS` names what works, everything else is 405.
 * With a trailing slash it is the same route.
 */
export function readOnly(app: FastifyInstance, path: string, handler: Handler): void {
  for (const url of path === '/' ? [path] : [path, `${path}/`]) {
    app.get(url, async (request, reply) => handler(request, reply))
    app.options(url, async (_request, reply) => reply.code(204).header('Allow', ALLOW).send())
    app.route({
      method: [...REFUSED],
      url,
      // Refused before its body is read.
      onRequest: async (_request, reply) => {
        reply.header('Allow', ALLOW)
        throw new DomainError('METHOD_NOT_ALLOWED')
      },
      handler: async () => undefined,
    })
  }
}
