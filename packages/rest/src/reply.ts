import type { FastifyReply, FastifyRequest } from 'fastify'
import { noneMatch } from './etag.ts'
import { fillTemplate, type Operation } from './operation.ts'
import { parseQuery } from './query.ts'
import { toWire } from './rename.ts'

const jsonType = 'application/json; charset=utf-8'

/** Answers with what a procedure returned: status, headers and body as the route's meta says. */
export function successReply(
  operation: Operation,
  prefix: string,
  output: unknown,
  headers: Iterable<readonly [string, string]>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { route, status } = operation
  reply.code(status).header('cache-control', 'no-store')
  for (const [name, value] of headers) reply.header(name, value)
  if (status === 204) return reply.send()
  const body = toWire(output, operation.outputNames)
  if (route.location !== undefined) reply.header('location', prefix + fillFrom(route.location, body))
  if (route.paged === true) addNextLink(operation, prefix, output, request, reply)
  if (isUnchanged(request, reply)) return reply.code(304).send()
  return reply.type(jsonType).send(JSON.stringify(body))
}

/** Whether a GET or HEAD asked for something newer than what it would get. */
export function isUnchanged(request: FastifyRequest, reply: FastifyReply): boolean {
  const asked = request.headers['if-none-match']
  if (asked === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  const etag = reply.getHeader('etag')
  return typeof etag === 'string' && noneMatch(asked, etag)
}

function fillFrom(template: string, values: unknown): string {
  const fields = new Map<string, unknown>(Object.entries(values ?? {}))
  return fillTemplate(template, (wire) => encodeURIComponent(String(fields.get(wire))))
}

/** RFC 8288. Rebuilt from the decoded parts, so that nothing a caller wrote reaches the header unescaped. */
function addNextLink(
  operation: Operation,
  prefix: string,
  output: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const cursor = typeof output === 'object' && output !== null && 'nextCursor' in output ? output.nextCursor : undefined
  if (typeof cursor !== 'string') return
  const query = new URLSearchParams(parseQuery(request.url).map(([key, value]): [string, string] => [key, value]))
  query.set('cursor', cursor)
  const path = prefix + fillFrom(operation.route.path, request.params)
  reply.header('link', `<${path}?${query}>; rel="next"`)
}
