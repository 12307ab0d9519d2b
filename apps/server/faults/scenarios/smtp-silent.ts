import { rideOutMailFault } from '../lab/mail-fault.ts'
import type { Scenario } from '../lab/scenario.ts'

/** SMTP accepts connections and never says a word. */
export const smtpSilent: Scenario = {
  name: 'smtp-silent',
  together: 'smtp',
  run: (lab) =>
    rideOutMailFault(lab, { manners: 'silent', what: 'no greeting', lastsMs: 3_000, arrivesWithinMs: 60_000 }),
}
