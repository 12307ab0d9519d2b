import type { Scenario } from './lab/scenario.ts'
import { fullDisk } from './scenarios/full-disk.ts'
import { killEmbedded } from './scenarios/kill-embedded.ts'
import { killFirstStart } from './scenarios/kill-first-start.ts'
import { killMigration } from './scenarios/kill-migration.ts'
import { killPostgres } from './scenarios/kill-postgres.ts'
import { killRetry } from './scenarios/kill-retry.ts'
import { mailExpired } from './scenarios/mail-expired.ts'
import { postgresCrashed } from './scenarios/postgres-crashed.ts'
import { postgresCut } from './scenarios/postgres-cut.ts'
import { postgresFrozen } from './scenarios/postgres-frozen.ts'
import { postgresSlow } from './scenarios/postgres-slow.ts'
import { postgresStopped } from './scenarios/postgres-stopped.ts'
import { postgresUnreachable } from './scenarios/postgres-unreachable.ts'
import { redisAway } from './scenarios/redis-away.ts'
import { secondProcess } from './scenarios/second-process.ts'
import { signInBurst } from './scenarios/sign-in-burst.ts'
import { sigterm } from './scenarios/sigterm.ts'
import { sigtermHeldUp } from './scenarios/sigterm-held-up.ts'
import { sigtermTwice } from './scenarios/sigterm-twice.ts'
import { smtpClosed } from './scenarios/smtp-closed.ts'
import { smtpDrops } from './scenarios/smtp-drops.ts'
import { smtpPostpones } from './scenarios/smtp-postpones.ts'
import { smtpSilent } from './scenarios/smtp-silent.ts'
import { smtpSilentLater } from './scenarios/smtp-silent-later.ts'
import { smtpTakesAndDrops } from './scenarios/smtp-takes-and-drops.ts'

/** Every fault that is tried, in the order in which it is. */
export const scenarios: readonly Scenario[] = [
  killEmbedded,
  killPostgres,
  killFirstStart,
  killMigration,
  killRetry,
  secondProcess,
  postgresStopped,
  postgresCrashed,
  postgresFrozen,
  postgresUnreachable,
  postgresCut,
  postgresSlow,
  fullDisk,
  redisAway,
  signInBurst,
  sigterm,
  sigtermTwice,
  sigtermHeldUp,
  smtpClosed,
  smtpSilent,
  smtpSilentLater,
  smtpDrops,
  smtpTakesAndDrops,
  smtpPostpones,
  mailExpired,
]
