import type { Scenario } from './lab/scenario.ts'
import { killEmbedded } from './scenarios/kill-embedded.ts'
import { killFirstStart } from './scenarios/kill-first-start.ts'
import { killMigration } from './scenarios/kill-migration.ts'
import { killPostgres } from './scenarios/kill-postgres.ts'
import { secondProcess } from './scenarios/second-process.ts'

/** Every fault that is tried, in the order in which it is. */
export const scenarios: readonly Scenario[] = [killEmbedded, killPostgres, killFirstStart, killMigration, secondProcess]
