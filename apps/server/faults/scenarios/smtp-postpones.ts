import { rideOutMailFault } from '../lab/mail-fault.ts'
import type { Scenario } from '../lab/scenario.ts'

/** SMTP says: later. */
export const smtpPostpones: Scenario = {
  name: 'smtp-postpones',
  together: 'smtp',
  run: (lab) =>
    rideOutMailFault(lab, {
      manners: 'postpones',
      what: '451 to each message',
      lastsMs: 3_000,
      arrivesWithinMs: 40_000,
    }),
}
