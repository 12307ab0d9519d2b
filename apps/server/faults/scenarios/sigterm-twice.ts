import { setTimeout as delay } from 'node:timers/promises'
import { call } from '../lab/call.ts'
import { login } from '../lab/operations.ts'
import type { Scenario } from '../lab/scenario.ts'
import { createTally, expectThat } from '../lab/tally.ts'

/** "At once", on a machine that does other things too. */
const LIMIT_MS = 2_000

/** A second SIGTERM ends the server at once, whatever it still does; and it starts again. */
export const sigtermTwice: Scenario = {
  name: 'sigterm-twice',
  async run(lab) {
    const tally = createTally()
    const store = await lab.embedded()
    await using server = await lab.start({ ...store.settings, PASSWORD_HASH_COST: '14', HASH_WORKERS: '1' })
    // Enough to do for several seconds.
    const busy = Array.from({ length: 6 }, () => call(server.url, login('nobody@faults.test', 'a long pass phrase')))
    tally.tried = busy.length
    await delay(300)
    server.signal('SIGTERM')
    await delay(300)
    const begin = performance.now()
    const { code, signal } = await server.stop()
    const ms = Math.round(performance.now() - begin)
    await Promise.all(busy)
    expectThat(tally, code === 143, `the second SIGTERM ended it with ${code ?? signal}`)
    expectThat(tally, ms <= LIMIT_MS, `the second SIGTERM took ${ms} ms`)
    await using next = await lab.start(store.settings)
    await next.stop()
    return { kind: 'tried', what: '2 signals', tally, outcome: `ends with 143 after ${ms} ms, starts again` }
  },
}
