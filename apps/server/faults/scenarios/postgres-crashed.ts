import { outageOfPostgres } from '../lab/outage-of-postgres.ts'
import type { Scenario } from '../lab/scenario.ts'

/** PostgreSQL ends without writing anything out, and recovers from its log. */
export const postgresCrashed: Scenario = {
  name: 'postgres-crashed',
  run: (lab) =>
    outageOfPostgres(lab, (cluster) => ({
      what: 'PostgreSQL killed, up again after 4 s',
      isTotal: true,
      begin: () => cluster.stop('immediate'),
      end: () => cluster.start(),
    })),
}
