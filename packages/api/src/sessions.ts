import { SessionList, SessionRef, UserRef } from '@roster/contract'
import { listSessions, revokeAllSessions, revokeSession } from '@roster/domain'
import { protectedProcedure, router } from './trpc.ts'

export const sessionsRouter = router({
  list: protectedProcedure
    .meta({
      limit: 'reads',
      rest: {
        method: 'GET',
        path: '/users/{user_id}/sessions',
        tag: 'Sessions',
        summary: 'List the sessions of a user',
        description: 'The living ones, the last used first. No token is in it.',
        errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
      },
    })
    .input(UserRef)
    .output(SessionList)
    .query(({ ctx, input }) => listSessions(ctx, input)),

  revokeAll: protectedProcedure
    .meta({
      limit: 'writes',
      rest: {
        method: 'DELETE',
        path: '/users/{user_id}/sessions',
        tag: 'Sessions',
        summary: 'End every session of a user',
        description: "The caller's own included, if it is theirs.",
        status: 204,
        errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
      },
    })
    .input(UserRef)
    .mutation(({ ctx, input }) => revokeAllSessions(ctx, input)),

  revoke: protectedProcedure
    .meta({
      limit: 'writes',
      rest: {
        method: 'DELETE',
        path: '/users/{user_id}/sessions/{session_id}',
        tag: 'Sessions',
        summary: 'End one session',
        status: 204,
        errors: ['FORBIDDEN', 'NOT_FOUND', 'USER_NOT_FOUND'],
      },
    })
    .input(SessionRef)
    .mutation(({ ctx, input }) => revokeSession(ctx, input)),
})
