import { outageOfPostgres } from '../lab/outage-of-postgres.ts'
import type { Scenario } from '../lab/scenario.ts'

/** PostgreSQL stands still: connections stay open, and nothing answers. */
export const postgresFrozen: Scenario = {
  name: 'postgres-frozen',
  run: (lab) =>
    outageOfPostgres(lab, (cluster) => ({
      what: 'PostgreSQL frozen for 4 s',
      isTotal: true,
      begin: () => cluster.freeze(),
      end: () => cluster.thaw(),
    })),
}
