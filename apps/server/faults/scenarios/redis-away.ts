import { setTimeout as delay } from 'node:timers/promises'
import { call, type Outcome, WIRES } from '../lab/call.ts'
import { list, login, type Operation, read, refresh, rename } from '../lab/operations.ts'
import { freePort } from '../lab/places.ts'
import { eventually } from '../lab/postgres.ts'
import { startRedis } from '../lab/redis.ts'
import type { Scenario } from '../lab/scenario.ts'
import { ADMIN } from '../lab/server-process.ts'
import { describe } from '../lab/settle.ts'
import { targetOf } from '../lab/sign-in.ts'
import { createTally, expectThat, type Tally } from '../lab/tally.ts'
import type { Target } from '../lab/writer.ts'

const ANSWER_LIMIT_MS = 2_000
const RETURN_LIMIT_MS = 5_000

/** Limits that cannot be counted fail closed for sign-in and open for reads; the choice is in the log. */
export const redisAway: Scenario = {
  name: 'redis-away',
  async run(lab) {
    const tally = createTally()
    const redis = await startRedis(await freePort(), lab.dir('redis'))
    if (typeof redis === 'string') return { kind: 'not tried', why: redis }
    await using _ = redis
    const store = await lab.embedded()
    await using server = await lab.start({ ...store.settings, REDIS_URL: `redis://127.0.0.1:${redis.port}` })
    const target = await targetOf(server)
    const returnsMs: number[] = []
    for (const [away, back] of [
      [() => redis.kill(), () => redis.start()],
      [async () => redis.freeze(), async () => redis.thaw()],
    ] as const) {
      await away()
      await delay(200)
      await askAll(target, tally)
      await back()
      returnsMs.push(await untilBack(target, tally))
    }
    await server.stop()
    const said = server.output.lines.find((line) => line.includes('the limits store is away'))
    expectThat(tally, said?.includes('reads') === true, 'the log does not say what is refused and what goes on')
    return {
      kind: 'tried',
      what: `Redis killed and frozen, ${tally.tried} calls`,
      tally,
      outcome: `sign-in 503 in time, reads go on, back after ${returnsMs.join(' and ')} ms`,
    }
  },
}

async function askAll(target: Target, tally: Tally): Promise<void> {
  const closed = [login(ADMIN.email, ADMIN.password), refresh('A'.repeat(43))]
  const open = [read('me'), list(), rename('me', 'Still here')]
  for (const wire of WIRES) {
    const ask = (operation: Operation) => call(target.url, operation, { wire, token: target.adminToken })
    tally.tried += closed.length + open.length
    for (const [index, outcome] of (await Promise.all(closed.map(ask))).entries()) {
      const isRight = outcome.kind === 'refused' && outcome.status === 503 && outcome.retryAfterSeconds !== undefined
      expectThat(tally, isRight, `${wire} ${closed[index]?.trpc.path} was not refused with 503: ${describe(outcome)}`)
      inTime(outcome, tally)
    }
    for (const [index, outcome] of (await Promise.all(open.map(ask))).entries()) {
      expectThat(
        tally,
        outcome.kind === 'done',
        `${wire} ${open[index]?.trpc.path} did not go on: ${describe(outcome)}`,
      )
      inTime(outcome, tally)
    }
  }
}

const inTime = (outcome: Outcome, tally: Tally) =>
  expectThat(tally, outcome.ms <= ANSWER_LIMIT_MS, `${describe(outcome)} took ${outcome.ms} ms`)

async function untilBack({ url }: Target, tally: Tally): Promise<number> {
  const begin = performance.now()
  await eventually(async () => {
    const outcome = await call(url, login(ADMIN.email, ADMIN.password))
    if (outcome.kind !== 'done') throw new Error(describe(outcome))
  }, 30_000).catch((error: Error) => void tally.broken.push(`sign-in did not come back: ${error.message}`))
  const ms = Math.round(performance.now() - begin)
  expectThat(tally, ms <= RETURN_LIMIT_MS, `sign-in came back after ${ms} ms`)
  return ms
}
