import { setTimeout as delay } from 'node:timers/promises'
import { type Account, newAccount } from './account.ts'
import { call, WIRES } from './call.ts'
import type { Lab } from './lab.ts'
import { checkMails } from './mail-check.ts'
import { type Manners, openMailbox } from './mailbox.ts'
import { askForReset, register } from './operations.ts'
import { freePort } from './places.ts'
import { eventually } from './postgres.ts'
import type { Report } from './scenario.ts'
import { describe } from './settle.ts'
import { createTally, expectThat, percentile, type Tally } from './tally.ts'

const PEOPLE = 8
/** An answer waits for no mail; one that waited for SMTP would take ten seconds. The rest is for a busy machine. */
const ANSWER_LIMIT_MS = 8_000

export interface MailFault {
  /** What the SMTP server does meanwhile; without manners, nobody listens. */
  readonly manners: Manners | 'closed'
  readonly what: string
  readonly lastsMs: number
  /** How long the worker may need afterwards, by its own time limits and delays. */
  readonly arrivesWithinMs: number
}

/** People register and ask for resets while SMTP does not work: they notice nothing, and every mail arrives later. */
export async function rideOutMailFault(lab: Lab, fault: MailFault): Promise<Report> {
  const tally = createTally()
  const store = await lab.embedded()
  const port = await freePort()
  const settings = { ...store.settings, SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'faults@faults.test' }
  let open = fault.manners === 'closed' ? undefined : await openMailbox(fault.manners, port)
  const { server, accounts, answersMs } = await lab.alone(async () => {
    const server = await lab.start(settings)
    return { server, ...(await askForMails(server.url, tally)) }
  })
  await using _ = server
  await delay(fault.lastsMs)
  open ??= await openMailbox('takes', port)
  await using mailbox = open
  mailbox.manners = 'takes'

  const expected = accounts.reduce((count, { resets }) => count + 1 + resets, 0)
  const begin = performance.now()
  await eventually(async () => {
    const { length } = server.output.entries(/"mail sent"/)
    if (length < expected) throw new Error(`${length} of ${expected} mails were sent in ${fault.arrivesWithinMs} ms`)
  }, fault.arrivesWithinMs).catch((error: Error) => void tally.lost.push(error.message))
  const waitedMs = Math.round(performance.now() - begin)
  const { code } = await server.stop()
  expectThat(tally, code === 0, `SIGTERM ended with ${code}`)
  await store.inspect((database) => checkMails(database, accounts, mailbox.taken, tally))
  const again = mailbox.taken.length - expected
  const slowest = Math.max(...answersMs)
  expectThat(tally, slowest <= ANSWER_LIMIT_MS, `an answer took ${slowest} ms`)
  return {
    kind: 'tried',
    what: `${fault.what}, ${expected} mails`,
    tally,
    outcome: `answers in ${percentile(answersMs, 0.5)} ms; all arrived ${waitedMs} ms later, ${again} of them twice`,
  }
}

async function askForMails(url: string, tally: Tally): Promise<{ accounts: Account[]; answersMs: number[] }> {
  const accounts = Array.from({ length: PEOPLE }, (_, index) =>
    newAccount(`person${index}@faults.test`, `Person ${index}`, 'a long pass phrase'),
  )
  const answersMs: number[] = []
  for (const [index, account] of accounts.entries()) {
    const { email, known } = account
    const wire = WIRES[index % WIRES.length]
    for (const operation of [register({ email, password: known.password, name: known.name }), askForReset(email)]) {
      tally.tried += 1
      const outcome = await call(url, operation, { ...(wire && { wire }) })
      answersMs.push(Math.round(outcome.ms))
      if (outcome.kind !== 'done') tally.broken.push(`${operation.trpc.path}: ${describe(outcome)}`)
      else tally.acknowledged += 1
    }
    account.known = { ...known, exists: true }
    account.resets = 1
  }
  return { accounts, answersMs }
}
