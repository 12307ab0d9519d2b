import { rideOutMailFault } from '../lab/mail-fault.ts'
import type { Scenario } from '../lab/scenario.ts'

/** SMTP takes a message and never says whether it has. */
export const smtpSilentLater: Scenario = {
  name: 'smtp-silent-later',
  together: 'smtp',
  run: (lab) =>
    rideOutMailFault(lab, {
      manners: 'silent after the message',
      what: 'no answer to the message',
      lastsMs: 3_000,
      arrivesWithinMs: 90_000,
    }),
}
