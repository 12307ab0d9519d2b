import { setTimeout as delay } from 'node:timers/promises'
import { call } from '../lab/call.ts'
import type { Lab } from '../lab/lab.ts'
import { openMailbox } from '../lab/mailbox.ts'
import { register, rename } from '../lab/operations.ts'
import type { Scenario } from '../lab/scenario.ts'
import { describe } from '../lab/settle.ts'
import { targetOf } from '../lab/sign-in.ts'
import { postgresStore } from '../lab/store.ts'
import { createTally, expectThat, type Tally } from '../lab/tally.ts'

const LIMIT_MS = 10_000

/** SIGTERM while SMTP says nothing, or PostgreSQL stands still: the end comes in time all the same. */
export const sigtermHeldUp: Scenario = {
  name: 'sigterm-held-up',
  async run(lab) {
    const tally = createTally()
    const outcomes = [await whileMailHangs(lab, tally), await whileFrozen(lab, tally)]
    return { kind: 'tried', what: 'silent SMTP, frozen PostgreSQL', tally, outcome: outcomes.join('; ') }
  },
}

async function whileMailHangs(lab: Lab, tally: Tally): Promise<string> {
  await using mailbox = await openMailbox('silent')
  const store = await lab.embedded()
  await using server = await lab.start({ ...store.settings, SMTP_URL: `smtp://127.0.0.1:${mailbox.port}` })
  const person = { email: 'waits@faults.test', password: 'a long pass phrase', name: 'Waits' }
  tally.tried += 1
  if ((await call(server.url, register(person))).kind === 'done') tally.acknowledged += 1
  const { code, signal, ms } = await server.stop()
  expectThat(
    tally,
    code === 0 && ms <= LIMIT_MS,
    `with a silent SMTP server it ended with ${code ?? signal} after ${ms} ms`,
  )
  const [mail] = await store.inspect(async ({ pool }) => {
    const { rows } = await pool.query<{ waits: boolean }>('SELECT payload IS NOT NULL AS waits FROM mails')
    return rows
  })
  if (mail?.waits !== true) tally.lost.push('the mail that could not be sent is gone')
  return `silent SMTP: ${code} after ${ms} ms, the mail waits`
}

async function whileFrozen(lab: Lab, tally: Tally): Promise<string> {
  const cluster = await lab.postgres()
  if (typeof cluster === 'string') return `frozen PostgreSQL: not tried, ${cluster}`
  const { url } = await cluster.createDatabase()
  await using server = await lab.start(postgresStore(url, lab.dir('data')).settings)
  const { adminToken } = await targetOf(server)
  cluster.freeze()
  try {
    const running = Array.from({ length: 20 }, (_, index) =>
      call(server.url, rename('me', `Name ${index}`), { token: adminToken }),
    )
    tally.tried += running.length
    await delay(500)
    const { code, signal, ms } = await server.stop()
    expectThat(
      tally,
      ms <= LIMIT_MS && signal === null,
      `with a frozen PostgreSQL it ended with ${code ?? signal} after ${ms} ms`,
    )
    const unanswered = (await Promise.all(running)).filter(({ kind }) => kind === 'unanswered').map(describe)
    expectThat(tally, unanswered.length === 0, `${unanswered.length} calls were not answered: ${unanswered[0]}`)
    return `frozen PostgreSQL: ${code} after ${ms} ms`
  } finally {
    cluster.thaw()
  }
}
