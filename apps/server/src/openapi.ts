import { appRouter, errorTable } from '@roster/api'
import { errorCodes, errorMessages } from '@roster/contract'
import { buildOpenApi, type ErrorCatalogue, type OpenApiDocument } from '@roster/rest'

export const API_PREFIX = '/api/v1'

/** Every error code with its status and words. */
export const errorCatalogue: ErrorCatalogue = Object.fromEntries(
  errorCodes.map((code) => [code, { status: errorTable[code].status, title: errorMessages[code] }]),
)

/** The REST API as OpenAPI 3.1, made of the router. */
export function describeApi({
  publicUrl,
  productName,
}: {
  readonly publicUrl: string
  readonly productName: string
}): OpenApiDocument {
  return buildOpenApi({
    router: appRouter,
    prefix: API_PREFIX,
    info: {
      title: `${productName} API`,
      version: '1',
      summary: 'Users, passwords and sessions.',
      description:
        'Send JSON. Times are RFC 3339 in UTC. Errors are problem documents (RFC 9457) with a `code`. Sign in with `POST /users/login`, then send the access token as `Authorization: Bearer`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    errors: errorCatalogue,
    errorBaseUrl: `${publicUrl}/errors`,
    bearerDescription: 'An access token, as `POST /users/login` gives it.',
    headers: { 'X-Request-Id': { description: 'The id of this request in the log.', schema: { type: 'string' } } },
  })
}
