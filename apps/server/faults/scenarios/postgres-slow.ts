import { outageOfPostgres } from '../lab/outage-of-postgres.ts'
import type { Scenario } from '../lab/scenario.ts'

const LATENCY_MS = 250

/** PostgreSQL is far away: what takes several round trips does not get done in time, and says so in time. */
export const postgresSlow: Scenario = {
  name: 'postgres-slow',
  run: (lab) =>
    outageOfPostgres(lab, (_cluster, proxy) => ({
      what: `${2 * LATENCY_MS} ms for a round trip for 4 s`,
      isTotal: false,
      begin() {
        proxy.latencyMs = LATENCY_MS
      },
      end() {
        proxy.latencyMs = 0
      },
    })),
}
