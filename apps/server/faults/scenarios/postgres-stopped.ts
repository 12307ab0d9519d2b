import { outageOfPostgres } from '../lab/outage-of-postgres.ts'
import type { Scenario } from '../lab/scenario.ts'

/** PostgreSQL is stopped and started: connections are refused. */
export const postgresStopped: Scenario = {
  name: 'postgres-stopped',
  run: (lab) =>
    outageOfPostgres(lab, (cluster) => ({
      what: 'PostgreSQL stopped for 4 s',
      isTotal: true,
      begin: () => cluster.stop('fast'),
      end: () => cluster.start(),
    })),
}
