import { call } from '../lab/call.ts'
import { login } from '../lab/operations.ts'
import type { Scenario } from '../lab/scenario.ts'
import { ADMIN } from '../lab/server-process.ts'
import { describe } from '../lab/settle.ts'
import { targetOf } from '../lab/sign-in.ts'
import { createTally, expectThat, percentile } from '../lab/tally.ts'
import { watchLive } from '../lab/watch-live.ts'

const SIGN_INS = 100
/** "At once": those that wait for their turn take up to four seconds. */
const REFUSAL_LIMIT_MS = 1_500

/** 100 sign-ins at the same moment, at the cost that is the default: the event loop stays free, the surplus is refused at once. */
export const signInBurst: Scenario = {
  name: 'sign-in-burst',
  async run(lab) {
    const tally = createTally()
    const store = await lab.embedded()
    await using server = await lab.start({ ...store.settings, PASSWORD_HASH_COST: '12' })
    await targetOf(server)
    const live = await watchLive(server)
    const beginAt = Date.now()
    const outcomes = await Promise.all(
      Array.from({ length: SIGN_INS }, () => call(server.url, login(ADMIN.email, ADMIN.password))),
    )
    const { figures, noiseMs } = await live.judge(tally, beginAt, Date.now())
    tally.tried = outcomes.length
    const done = outcomes.filter(({ kind }) => kind === 'done')
    const refused = outcomes.filter((outcome) => outcome.kind === 'refused' && outcome.status === 503)
    tally.acknowledged = done.length
    const other = outcomes.find((outcome) => !done.includes(outcome) && !refused.includes(outcome))
    expectThat(tally, other === undefined, `a sign-in was answered with ${other && describe(other)}`)
    expectThat(tally, done.length > 0, 'nobody could sign in')
    const waits = refused.every((outcome) => outcome.kind === 'refused' && outcome.retryAfterSeconds !== undefined)
    expectThat(tally, waits, 'a surplus sign-in was not told when to come again')
    const slowest = Math.round(Math.max(0, ...refused.map(({ ms }) => ms)))
    expectThat(tally, slowest <= REFUSAL_LIMIT_MS + noiseMs, `a surplus sign-in was refused after ${slowest} ms`)
    await server.stop()
    const medianMs = Math.round(
      percentile(
        done.map(({ ms }) => ms),
        0.5,
      ),
    )
    return {
      kind: 'tried',
      what: `${SIGN_INS} sign-ins at once`,
      tally,
      outcome: `${done.length} signed in (median ${medianMs} ms), ${refused.length} refused with 503 within ${slowest} ms; ${figures}`,
    }
  },
}
