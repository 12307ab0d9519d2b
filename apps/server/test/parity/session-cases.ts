import { randomUUID } from 'node:crypto'
import { admin, adminOnNobody, type Cases, onSomebodyElse, self } from './arrange.ts'

/** What the operations on sessions and the audit log answer, beside what all of their kind do. */
export const sessionCases: Cases = {
  'sessions.list': [
    { when: 'they are their own', answer: 'success', arrange: self() },
    { when: 'an administrator asks', answer: 'success', arrange: admin(({ id }) => ({ userId: id })) },
    { when: 'they are of somebody else', answer: 'FORBIDDEN', arrange: onSomebodyElse },
    { when: 'there is no such user', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
  ],
  'sessions.revokeAll': [
    { when: 'they are their own', answer: 'success', arrange: self() },
    { when: 'an administrator ends them', answer: 'success', arrange: admin(({ id }) => ({ userId: id })) },
    { when: 'they are of somebody else', answer: 'FORBIDDEN', arrange: onSomebodyElse },
    { when: 'there is no such user', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
  ],
  'sessions.revoke': [
    {
      when: 'it is their own',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person()
        return { by, input: { userId: 'me', sessionId: by.sessionId } }
      },
    },
    {
      when: 'an administrator ends it',
      answer: 'success',
      arrange: admin(({ id, sessionId }) => ({ userId: id, sessionId })),
    },
    { when: 'they have no such session', answer: 'NOT_FOUND', arrange: self({ sessionId: randomUUID() }) },
    {
      when: 'it is of somebody else',
      answer: 'FORBIDDEN',
      arrange: async (server) => {
        const { id, sessionId } = await server.person()
        return { by: await server.person(), input: { userId: id, sessionId } }
      },
    },
    {
      when: 'there is no such user',
      answer: 'USER_NOT_FOUND',
      arrange: async (server) => ({
        by: await server.person({ role: 'admin' }),
        input: { userId: randomUUID(), sessionId: randomUUID() },
      }),
    },
  ],
  'audit.list': [
    {
      when: 'there are more than the page holds',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        return { by, input: { limit: 1, subjectId: by.id, after: '2026-01-01T00:00:00Z' } }
      },
    },
    {
      when: 'the cursor is made up',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => ({ by: await server.person({ role: 'admin' }), input: { cursor: 'AAAA' } }),
    },
  ],
}
