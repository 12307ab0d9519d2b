import { DomainError } from '@roster/domain'
import type { FastifyInstance, HTTPMethods } from 'fastify'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Makes `OPTIONS` of a path say which methods it has, and every other method 405 with the same list, before a body is read. */
export function allowOnly(app: FastifyInstance, url: string, methods: readonly (typeof METHODS)[number][]): void {
  const allow = [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(', ')
  const refused: HTTPMethods[] = METHODS.filter((method) => !methods.includes(method))
  app.options(url, async (_request, reply) => reply.code(204).header('Allow', allow).send())
  app.route({
    method: refused,
    url,
    onRequest: async (_request, reply) => {
      reply.header('Allow', allow)
      throw new DomainError('METHOD_NOT_ALLOWED')
    },
    handler: async () => undefined,
  })
}
