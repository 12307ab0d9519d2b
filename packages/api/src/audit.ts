import { AuditListQuery, AuditPage } from '@roster/contract'
import { listAuditEvents } from '@roster/domain'
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
})
