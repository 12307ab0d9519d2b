import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Outcome } from '../lab/call.ts'
import { checkIntegrity } from '../lab/integrity.ts'
import { settleAll } from '../lab/kill-while-writing.ts'
import { checkMails } from '../lab/mail-check.ts'
import { openMailbox } from '../lab/mailbox.ts'
import type { Scenario } from '../lab/scenario.ts'
import { describe } from '../lab/settle.ts'
import { targetOf } from '../lab/sign-in.ts'
import { createTally, expectThat } from '../lab/tally.ts'
import { createWriter, type Writer } from '../lab/writer.ts'

const WRITERS = 12
const LIMIT_MS = 10_000

/** SIGTERM in the middle of work: what runs is answered, the rest is turned away, mails go out, the end is 0. */
export const sigterm: Scenario = {
  name: 'sigterm',
  async run(lab) {
    const tally = createTally()
    const store = await lab.embedded()
    await using mailbox = await openMailbox('takes')
    const settings = {
      ...store.settings,
      SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
      MAIL_FROM: 'faults@faults.test',
    }
    await using server = await lab.start(settings)
    const target = await targetOf(server)
    let stopping = false
    const after: Outcome[] = []
    using agent = disposable(new Agent({ keepAlive: true }))
    const writers = Array.from({ length: WRITERS }, (_, index) =>
      createWriter({
        name: `writer${index}`,
        random: lab.random.fork(`writer ${index}`),
        tally,
        // Half of them keep their connections.
        ...(index % 2 === 0 && { agent: agent.value }),
        onOutcome: (_operation, _wire, outcome) => void (stopping && after.push(outcome)),
      }),
    )
    const work = writers.map(async (writer) => {
      while (!after.some((outcome) => describe(outcome) === 'ECONNREFUSED')) await writer.step(target)
    })
    await delay(lab.random.between(2_000, 3_000))
    stopping = true
    const { code, signal, ms } = await server.stop()
    await Promise.all(work)
    expectThat(tally, code === 0, `SIGTERM ended with ${code ?? signal}`)
    expectThat(tally, ms <= LIMIT_MS, `SIGTERM took ${ms} ms`)
    await store.inspect((database) => checkMails(database, accountsOf(writers), mailbox.taken, tally))

    const doubtful = accountsOf(writers).filter(({ maybe }) => maybe !== undefined)
    const before = new Map(doubtful.map((account) => [account, account.known]))
    await using next = await lab.start(settings)
    await settleAll(writers, await targetOf(next), tally, () => true)
    for (const [account, known] of before) {
      const { name, password, deleted, exists } = account.known
      const isSame =
        name === known.name && password === known.password && deleted === known.deleted && exists === known.exists
      expectThat(tally, isSame, `${account.email}: a write was carried out and not answered`)
    }
    await next.stop()
    await store.inspect((database) => checkIntegrity(database, tally))
    const counts = Map.groupBy(after, describe)
    const answers = [...counts].map(([name, { length }]) => `${length} ${name}`).join(', ')
    return {
      kind: 'tried',
      what: `${tally.tried} calls`,
      tally,
      outcome: `ends with 0 after ${ms} ms; meanwhile ${answers}; all mails out`,
    }
  },
}

const accountsOf = (writers: readonly Writer[]) => writers.flatMap(({ accounts }) => accounts)

const disposable = (agent: Agent) => ({ value: agent, [Symbol.dispose]: () => agent.destroy() })
