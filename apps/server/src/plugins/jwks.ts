import type { FastifyInstance } from 'fastify'
import { readOnly } from './read-only.ts'

/** Shorter than the time a new key is published before it signs, so that no verifier meets a key it cannot know. */
const MAX_AGE_SECONDS = 300

/** The public keys of access tokens (RFC 7517), for services that verify them on their own. */
export function serveJwks(app: FastifyInstance, jwks: () => Promise<{ readonly keys: readonly object[] }>): void {
  readOnly(app, '/.well-known/jwks.json', async (_request, reply) => {
    const body = JSON.stringify(await jwks())
    return reply
      .header('Cache-Control', `public, max-age=${MAX_AGE_SECONDS}`)
      .type('application/json; charset=utf-8')
      .send(body)
  })
}
