import type { Scenario } from './lab/scenario.ts'
import { killEmbedded } from './scenarios/kill-embedded.ts'
import { killFirstStart } from './scenarios/kill-first-start.ts'
import { killMigration } from './scenarios/kill-migration.ts'
import { killPostgres } from './scenarios/kill-postgres.ts'
import { postgresCrashed } from './scenarios/postgres-crashed.ts'
import { postgresCut } from './scenarios/postgres-cut.ts'
import { postgresFrozen } from './scenarios/postgres-frozen.ts'
import { postgresSlow } from './scenarios/postgres-slow.ts'
import { postgresStopped } from './scenarios/postgres-stopped.ts'
import { postgresUnreachable } from './scenarios/postgres-unreachable.ts'
import { secondProcess } from './scenarios/second-process.ts'

/** Every fault that is tried, in the order in which it is. */
export const scenarios: readonly Scenario[] = [
  killEmbedded,
  killPostgres,
  killFirstStart,
  killMigration,
  secondProcess,
  postgresStopped,
  postgresCrashed,
  postgresFrozen,
  postgresUnreachable,
  postgresCut,
  postgresSlow,
]
