import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from './account.ts'
import { checkIntegrity } from './integrity.ts'
import type { Lab } from './lab.ts'
import { checkMails, hurryMails, untilQuiet } from './mail-check.ts'
import { openMailbox } from './mailbox.ts'
import type { Report } from './scenario.ts'
import { settle } from './settle.ts'
import { targetOf } from './sign-in.ts'
import type { Store } from './store.ts'
import { createTally, expectThat, percentile, type Tally } from './tally.ts'
import { createWriter, type Target, type Writer } from './writer.ts'

const WRITERS = 6
/** Between the first write and the kill: as many answers, and then so many milliseconds. */
const MOST_ANSWERS = 40
const LONGEST_DELAY_MS = 40
const LONGEST_LIFE_MS = 5_000
/** "Starts again at once", on a machine that does other things too. */
const START_LIMIT_MS = 20_000

/** Kills the server with SIGKILL at random moments of mixed writes, and looks each time whether anything is missing. */
export async function killWhileWriting(lab: Lab, store: Store, kills: number): Promise<Report> {
  const tally = createTally()
  await using mailbox = await openMailbox('takes')
  const settings = { ...store.settings, SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`, MAIL_FROM: 'faults@faults.test' }
  const writers = Array.from({ length: WRITERS }, (_, index) =>
    createWriter({ name: `writer${index}`, random: lab.random.fork(`writer ${index}`), tally }),
  )
  const startsMs: number[] = []

  for (let kill = 1; kill <= kills; kill++) {
    await using server = await lab.start(settings)
    startsMs.push(await server.ready())
    const target = await targetOf(server)
    await settleAll(writers, target, tally, (account) => account.touched)
    const { promise: enough, resolve } = Promise.withResolvers<void>()
    let answersLeft = lab.random.between(1, MOST_ANSWERS)
    let running = true
    const work = writers.map(async (writer) => {
      while (running) {
        await writer.step(target)
        answersLeft -= 1
        if (answersLeft === 0) resolve()
      }
    })
    await Promise.race([enough, delay(LONGEST_LIFE_MS)])
    await delay(lab.random.between(0, LONGEST_DELAY_MS))
    running = false
    await server.kill()
    await Promise.all(work)
    if (kill % 10 === 0)
      lab.say(`${kill} of ${kills} kills, ${tally.acknowledged} writes acknowledged, ${tally.lost.length} lost`)
  }

  // Mails that were under way when their server was killed are due again when their lease ends: it ends now.
  await store.inspect((database) => hurryMails(database))
  const server = await lab.start(settings)
  startsMs.push(await server.ready())
  const target = await targetOf(server)
  await settleAll(writers, target, tally, () => true)
  await untilQuiet(mailbox)
  await server.stop()
  const events = await store.inspect(async (database) => {
    await checkMails(
      database,
      writers.flatMap((writer) => writer.accounts),
      mailbox.taken,
      tally,
    )
    return checkIntegrity(database, tally)
  })
  const slowest = Math.max(...startsMs)
  expectThat(tally, slowest <= START_LIMIT_MS, `a start after a kill took ${slowest} ms`)
  return {
    kind: 'tried',
    what: `${kills} kills, ${tally.tried} writes`,
    tally,
    outcome: `no half pair, ${events} audit events chained, ${mailbox.taken.length} mails; starts again in ${percentile(startsMs, 0.5)} ms (slowest ${slowest})`,
  }
}

/** As many at once as there are writers. */
export async function settleAll(
  writers: readonly Writer[],
  target: Target,
  tally: Tally,
  which: (account: Account) => boolean,
): Promise<void> {
  await Promise.all(
    writers.map(async ({ accounts }) => {
      for (const account of accounts.filter(which)) await settle(target, account, tally)
    }),
  )
}
