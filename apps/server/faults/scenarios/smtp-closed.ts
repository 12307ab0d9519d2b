import { rideOutMailFault } from '../lab/mail-fault.ts'
import type { Scenario } from '../lab/scenario.ts'

/** Nobody listens where SMTP should be. */
export const smtpClosed: Scenario = {
  name: 'smtp-closed',
  together: 'smtp',
  run: (lab) =>
    rideOutMailFault(lab, { manners: 'closed', what: 'connections refused', lastsMs: 3_000, arrivesWithinMs: 40_000 }),
}
