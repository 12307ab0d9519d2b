import { outageOfPostgres } from '../lab/outage-of-postgres.ts'
import type { Scenario } from '../lab/scenario.ts'

/** The network swallows everything between the server and PostgreSQL, and forgets the connections. */
export const postgresUnreachable: Scenario = {
  name: 'postgres-unreachable',
  run: (lab) =>
    outageOfPostgres(lab, (_cluster, proxy) => ({
      what: 'network gone for 4 s',
      isTotal: true,
      begin() {
        proxy.swallows = true
      },
      end() {
        proxy.swallows = false
        proxy.cut()
      },
    })),
}
