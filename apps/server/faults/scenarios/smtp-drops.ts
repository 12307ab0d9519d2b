import { rideOutMailFault } from '../lab/mail-fault.ts'
import type { Scenario } from '../lab/scenario.ts'

/** SMTP hangs up in the middle of a message. */
export const smtpDrops: Scenario = {
  name: 'smtp-drops',
  together: 'smtp',
  run: (lab) =>
    rideOutMailFault(lab, { manners: 'drops', what: 'hangs up mid-message', lastsMs: 3_000, arrivesWithinMs: 40_000 }),
}
