import { randomUUID } from 'node:crypto'
import type { LiveServer } from '../support/live-server.ts'
import { type Cases, contextOf, heldKey } from './arrange.ts'

const DAY_MS = 24 * 3600 * 1000

const creation =
  (days: number, changes: object = {}) =>
  async (server: LiveServer) => {
    const expiresAt = new Date(server.world.services.now().getTime() + days * DAY_MS).toISOString()
    const input = { name: 'Nightly export', scopes: ['users:read', 'audit.list'], expiresAt, ...changes }
    return { by: await server.person({ role: 'admin' }), input }
  }

/** What the operations on API keys answer, beside what all of their kind do. */
export const apiKeyCases: Cases = {
  'apiKeys.create': [
    { when: 'it ends in a year', answer: 'success', arrange: creation(365, { ipRanges: ['10.0.0.0/8', '::1'] }) },
    { when: 'it has ended already', answer: 'VALIDATION_FAILED', arrange: creation(0) },
    { when: 'it would last too long', answer: 'VALIDATION_FAILED', arrange: creation(366) },
    {
      when: 'there is no such scope',
      answer: 'VALIDATION_FAILED',
      arrange: creation(1, { scopes: ['users:read', 'apiKeys.create'] }),
    },
    {
      when: 'a range is none',
      answer: 'VALIDATION_FAILED',
      arrange: creation(1, { ipRanges: ['10.0.0.0/33'] }),
    },
    {
      when: 'the same request is being answered',
      answer: 'CONFLICT',
      arrange: async (server) => {
        const { by, input } = await creation(1, { ipRanges: [] })(server)
        const idempotencyKey = await heldKey(await contextOf(server, by), 'apiKeys.create', input)
        return { by, input: { ...input, idempotencyKey } }
      },
    },
    {
      when: 'a key asks for it',
      answer: 'FORBIDDEN',
      arrange: async (server) => ({ ...(await creation(1)(server)), by: await server.key(['users:write']) }),
    },
  ],
  'apiKeys.list': [
    {
      when: 'there are more than the page holds',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        await server.key(['users:read'], { by })
        await server.key(['users:read'], { by })
        return { by, input: { limit: 1 } }
      },
    },
    {
      when: 'the cursor is made up',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => ({ by: await server.person({ role: 'admin' }), input: { cursor: 'AAAA' } }),
    },
  ],
  'apiKeys.revoke': [
    {
      when: 'another administrator made it',
      answer: 'success',
      arrange: async (server) => {
        const { keyId } = await server.key(['users:read'])
        return { by: await server.person({ role: 'admin' }), input: { apiKeyId: keyId } }
      },
    },
    {
      when: 'there is no such key',
      answer: 'NOT_FOUND',
      arrange: async (server) => ({
        by: await server.person({ role: 'admin' }),
        input: { apiKeyId: randomUUID() },
      }),
    },
  ],
}
