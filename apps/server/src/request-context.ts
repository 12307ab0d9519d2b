import { createRequestContext, type RequestContext } from '@roster/api'
import type { Services } from '@roster/domain'
import type { FastifyRequest } from 'fastify'
import { clientAddress } from './plugins/client-address.ts'
import { maskSecrets } from './plugins/redaction.ts'

const MAX_USER_AGENT = 512

/** Makes the context of each request: who asks, from where, and a security log that says so in every line. */
export function requestContexts(services: Services): (request: FastifyRequest) => RequestContext {
  return (request) => {
    const ipAddress = clientAddress(request)
    const report: Services['report'] = (event) => services.report({ ...event, requestId: request.id, ip: ipAddress })
    const source = {
      id: request.id,
      ipAddress,
      userAgent: userAgentOf(request),
      authorization: soleAuthorization(request),
    }
    return createRequestContext(services, source, {
      report,
      onInternalError: (error) => request.log.error({ err: error }, 'internal error'),
      onIdentified(actor) {
        if (actor.type === 'user') request.userId = actor.user.id
        if (actor.type === 'api_key') request.apiKeyId = actor.id
      },
    })
  }
}

/** As sessions keep it and show it: a token that a caller put into the wrong header is not kept in the clear. */
function userAgentOf({ headers }: FastifyRequest): string | null {
  const userAgent = headers['user-agent']
  return userAgent === undefined ? null : maskSecrets(userAgent).slice(0, MAX_USER_AGENT)
}

/** Two credentials may be two callers: a proxy would look at one, we perhaps at the other. So neither counts. */
function soleAuthorization({ headers, raw }: FastifyRequest): string | undefined {
  if (headers.authorization === undefined) return undefined
  const names = raw.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'authorization')
  return names.length === 1 ? headers.authorization : ''
}
