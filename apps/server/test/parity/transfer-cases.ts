import { type Cases, newAddress } from './arrange.ts'

const HASH = 'pbkdf2_sha256$1000$jsTbGcc5vXtVyL9SdOCSWY$Pfc7qKkZtg92JxDJ8+Xc/QP2k/R0JguCIvNLGAxuybU='

/** What moving users in and out answers, beside what all operations of their kind do. */
export const transferCases: Cases = {
  'users.import': [
    {
      when: 'rows are new, known, in the way and not valid',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        const { id, email } = await server.person()
        const rows = [
          { email: newAddress(), emailVerified: true, passwordHash: HASH, createdAt: '2020-01-01T00:00:00Z' },
          { id, email },
          { email, name: 'Somebody else' },
          { email: 'nobody', passwordHash: 'plain text', lastLoginAt: 'yesterday', surprise: true },
          { email: newAddress(), passwordHash: '$2b$31$n79VH.0Q2TMWmt3Oqt9ukuKq4Noyk3094Y2QlB8NdRT8SvGiI4ft2' },
        ]
        return { by, input: { rows, dryRun: true, dropUnusableHashes: false } }
      },
    },
    {
      when: 'there are more rows than fit',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        return { by, input: { rows: Array.from({ length: 501 }, () => ({ email: newAddress() })) } }
      },
    },
    {
      when: 'a row is no object',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => ({ by: await server.person({ role: 'admin' }), input: { rows: ['ada@example.com'] } }),
    },
  ],
  'users.export': [
    {
      when: 'there are more than the page holds, and their hashes are asked for',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        await server.person()
        return { by, input: { limit: 1, includeDeleted: true, includePasswordHashes: true } }
      },
    },
    {
      when: 'the cursor is one of the list',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        const page = await server.call('tRPC', 'users.list', { limit: 1 }, by)
        const { nextCursor } = (page.ok ? page.data : {}) as { nextCursor?: string }
        return { by, input: { cursor: nextCursor } }
      },
    },
  ],
}
