import { rideOutMailFault } from '../lab/mail-fault.ts'
import type { Scenario } from '../lab/scenario.ts'

/** SMTP keeps a message and hangs up before it says so: the mail comes twice, under one Message-ID. */
export const smtpTakesAndDrops: Scenario = {
  name: 'smtp-takes-and-drops',
  together: 'smtp',
  run: (lab) =>
    rideOutMailFault(lab, {
      manners: 'takes and drops',
      what: 'hangs up after the message',
      lastsMs: 1_000,
      arrivesWithinMs: 40_000,
    }),
}
