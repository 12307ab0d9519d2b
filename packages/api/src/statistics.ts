import { Statistics, StatisticsQuery } from '@roster/contract'
import { readStatistics } from '@roster/domain'
import { adminProcedure, router } from './trpc.ts'

export const statisticsRouter = router({
  read: adminProcedure
    .meta({
      limit: 'reads',
      rest: {
        method: 'GET',
        path: '/statistics',
        tag: 'Statistics',
        summary: 'Count users, sessions and sign-ins',
        description: 'How many there are now, and how that came about over hours, days or months in a time zone.',
      },
    })
    .input(StatisticsQuery.prefault({}))
    .output(Statistics)
    .query(({ ctx, input }) => readStatistics(ctx, input)),
})
