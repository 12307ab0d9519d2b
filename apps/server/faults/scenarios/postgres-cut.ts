import { outageOfPostgres } from '../lab/outage-of-postgres.ts'
import type { Scenario } from '../lab/scenario.ts'

const EVERY_MS = 120

/** Connections break in the middle of queries and transactions, by the network and by PostgreSQL in turn. */
export const postgresCut: Scenario = {
  name: 'postgres-cut',
  run: (lab) =>
    outageOfPostgres(lab, (cluster, proxy) => {
      const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND application_name = 'roster' AND datname <> 'postgres'`
      let timer: NodeJS.Timeout | undefined
      let turn = 0
      return {
        what: `connections cut every ${EVERY_MS} ms for 4 s`,
        isTotal: false,
        begin() {
          timer = setInterval(() => (turn++ % 2 === 0 ? proxy.cut() : void cluster.query(terminate)), EVERY_MS)
        },
        end: () => clearInterval(timer),
      }
    }),
}
