import { AuditListQuery, AuditPage, AuditVerification, AuditVerifyQuery } from '@roster/contract'
import { listAuditEvents, verifyAuditStep } from '@roster/domain'
import { adminProcedure, router } from './trpc.ts'

export const auditRouter = router({
  list: adminProcedure
    .meta({
      limit: 'reads',
      rest: {
        method: 'GET',
        path: '/audit-events',
        tag: 'Audit log',
        summary: 'List what happened',
        description:
          'Newest first. Each event carries the hash of the one before it, so a changed or missing one shows.',
        paged: true,
      },
    })
    .input(AuditListQuery.prefault({}))
    .output(AuditPage)
    .query(({ ctx, input }) => listAuditEvents(ctx, input)),

  verify: adminProcedure
    .meta({
      limit: 'reads',
      rest: {
        method: 'GET',
        path: '/audit-events/verify',
        tag: 'Audit log',
        summary: 'Verify the hash chain',
        description:
          'Looks at so many events, the oldest first; call again with `next_cursor` until it is null. It ends at the first event that was changed or is missing.',
      },
    })
    .input(AuditVerifyQuery.prefault({}))
    .output(AuditVerification)
    .query(({ ctx, input }) => verifyAuditStep(ctx, input)),
})
