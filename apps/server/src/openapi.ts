import { appRouter, errorTable } from '@roster/api'
import { errorCodes, errorMessages } from '@roster/contract'
import { buildOpenApi, type ErrorCatalogue, type OpenApiDocument } from '@roster/rest'

export const API_PREFIX = '/api/v1'

/** Every error code with its status and words. */
export const errorCatalogue: ErrorCatalogue = Object.fromEntries(
  errorCodes.map((code) => [code, { status: errorTable[code].status, title: errorMessages[code] }]),
)

/** What stands over each group of operations, in this order. */
const tags = [
  { name: 'Sign-in', description: 'Sign in with a password, stay signed in with the refresh token, sign out.' },
  { name: 'Users', description: 'Accounts: their own owners change them, administrators manage all of them.' },
  { name: 'Invitations', description: 'Accounts that an administrator makes for somebody, who sets the password.' },
  { name: 'Password reset', description: 'A new password by a mailed link, for people who cannot sign in.' },
  { name: 'E-mail address', description: 'Proof by a mailed link that an address belongs to its account.' },
  { name: 'Sessions', description: 'Where somebody is signed in, and how to end it.' },
  { name: 'API keys', description: 'Credentials for programs: named, limited to scopes, and ending some day.' },
  { name: 'Audit log', description: 'Who did what to whom, in a chain that shows when it was tampered with.' },
  { name: 'Statistics', description: 'How many accounts there are, and how much they are used.' },
]

/** What every reply may carry. */
const headers = {
  'X-Request-Id': { description: 'The id of this request in the log.', schema: { type: 'string' } },
  'RateLimit-Policy': {
    description:
      'The limit that the call counted against, as `"name";q=units;w=seconds` (draft-ietf-httpapi-ratelimit-headers). Absent where nothing was counted.',
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'What is left of it, as `"name";r=units;t=seconds until all are back`.',
    schema: { type: 'string' },
  },
}

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
        'Send JSON. Times are RFC 3339 in UTC. Errors are problem documents (RFC 9457) with a `code`. Sign in with `POST /users/login`, then send the access token as `Authorization: Bearer`. Programs send an API key in its place. Beside what is listed here, `GET /backup` gives administrators a copy of the embedded database, as a file.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    errors: errorCatalogue,
    errorBaseUrl: `${publicUrl}/errors`,
    tags,
    bearerDescription: 'An access token, as `POST /users/login` gives it, or an API key, as `POST /api-keys` gives it.',
    headers,
  })
}
