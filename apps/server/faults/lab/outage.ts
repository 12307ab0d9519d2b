import { setTimeout as delay } from 'node:timers/promises'
import { call, type Outcome, WIRES } from './call.ts'
import { checkIntegrity } from './integrity.ts'
import { settleAll } from './kill-while-writing.ts'
import type { Lab } from './lab.ts'
import { askForReset, list, login, read, register, rename } from './operations.ts'
import { eventually } from './postgres.ts'
import { startProbe } from './probe.ts'
import type { Report } from './scenario.ts'
import { send } from './send.ts'
import { ADMIN, type Settings } from './server-process.ts'
import { describe } from './settle.ts'
import { targetOf } from './sign-in.ts'
import type { Store } from './store.ts'
import { createTally, expectThat, type Tally } from './tally.ts'
import { watchLive } from './watch-live.ts'
import { createWriter, type Target, type Writer } from './writer.ts'

const WRITERS = 6
const BEFORE_MS = 1_500
const DURING_MS = 4_000
/** What is promised: an answer within this time, … */
const ANSWER_LIMIT_MS = 2_000
/** … longer only when it went well, with a password to hash on a busy machine, … */
const HASH_MS = 1_500
/** … and everything as before so soon after the return. */
const RETURN_LIMIT_MS = 5_000

/** A slow machine may have no room for another hash before anybody asks the database. */
const RIGHT_CODES: readonly string[] = ['DATABASE_UNAVAILABLE', 'OVERLOADED']

/** A database that goes away and comes back. */
export interface Outage {
  readonly what: string
  begin(): unknown
  end(): unknown
  /** Whether nothing at all gets through meanwhile, so that every call has to be refused. */
  readonly isTotal: boolean
}

/** Writes before, during and after an outage on both wires, and holds the server to what it promises for one. */
export async function rideOut(lab: Lab, store: Store, outage: Outage, settings: Settings = {}): Promise<Report> {
  const tally = createTally()
  await using server = await lab.start({ ...store.settings, ...settings })
  const target = await targetOf(server)
  const answers: TimedAnswer[] = []
  const writers = Array.from({ length: WRITERS }, (_, index) =>
    createWriter({
      name: `writer${index}`,
      random: lab.random.fork(`writer ${index}`),
      tally,
      onOutcome: (operation, wire, outcome) => judge(`${wire} ${operation.trpc.path}`, outcome, answers, tally),
    }),
  )
  const work = startWriting(writers, target)
  await delay(BEFORE_MS)

  const live = await watchLive(server)
  const ready = await startProbe(`${server.url}/health/ready`, 100)
  lab.say('the outage begins')
  const beginAt = Date.now()
  await outage.begin()
  if (outage.isTotal) await askEverything(target, answers, tally)
  await delay(Math.max(0, DURING_MS - (Date.now() - beginAt)))
  const endAt = Date.now()
  await outage.end()
  const returnMs = await untilBack(target, tally)
  lab.say(`back ${returnMs} ms after the end of the outage`)
  await delay(1_000)
  await work.stop()

  const readySamples = (await ready.stop()).filter(({ at }) => at >= beginAt + 100 && at <= endAt - 1_100)
  const { figures, noiseMs } = await live.judge(tally, beginAt, endAt)
  const limitMs = ANSWER_LIMIT_MS + noiseMs
  const during = answers.filter(({ at }) => at >= beginAt && at <= endAt)
  for (const { what, ms, isRefused } of during) {
    expectThat(tally, ms <= limitMs + (isRefused ? 0 : HASH_MS), `${what} after ${Math.round(ms)} ms`)
  }
  const refused = during.filter(({ isRefused }) => isRefused)
  expectThat(tally, refused.length > 0, 'nothing was refused in the outage')
  if (outage.isTotal) {
    const others = readySamples.filter(({ status }) => status !== 503)
    expectThat(tally, others.length === 0, `/health/ready was ${others[0]?.status} in the outage`)
  }
  expectThat(tally, returnMs <= RETURN_LIMIT_MS, `it took ${returnMs} ms to come back`)

  const fresh = await targetOf(server)
  await burst(fresh, tally)
  await settleAll(writers, fresh, tally, () => true)
  const { code, ms } = await server.stop()
  expectThat(tally, code === 0, `SIGTERM afterwards ended with ${code} after ${ms} ms`)
  await store.inspect((database) => checkIntegrity(database, tally))
  return {
    kind: 'tried',
    what: `${outage.what}, ${tally.tried} calls`,
    tally,
    outcome: `${refused.length} refused with 503 within ${Math.round(Math.max(...refused.map(({ ms }) => ms)))} ms, ${figures}, back after ${returnMs} ms`,
  }
}

function startWriting(writers: readonly Writer[], target: Target): { stop(): Promise<void> } {
  let running = true
  const work = writers.map(async (writer) => {
    while (running) {
      await delay((await writer.step(target)) ? 20 : 250)
    }
  })
  return {
    async stop() {
      running = false
      await Promise.all(work)
    },
  }
}

interface TimedAnswer {
  readonly what: string
  readonly at: number
  readonly ms: number
  readonly isRefused: boolean
}

/** Whatever happens: an answer, in time, and a refusal says when to ask again. */
function judge(what: string, outcome: Outcome, answers: TimedAnswer[], tally: Tally): void {
  answers.push({
    what: `${what}: ${describe(outcome)}`,
    at: Date.now() - outcome.ms,
    ms: outcome.ms,
    isRefused: outcome.kind === 'refused' && outcome.status === 503,
  })
  if (outcome.kind === 'unanswered') tally.broken.push(`${what}: ${outcome.code}`)
  if (outcome.kind === 'refused' && outcome.status === 503 && outcome.retryAfterSeconds === undefined) {
    tally.broken.push(`${what}: 503 without the time to wait`)
  }
}

/** Every kind of call on both wires, more at once than there are connections. */
async function askEverything(target: Target, answers: TimedAnswer[], tally: Tally): Promise<void> {
  const someone = { email: 'outage@faults.test', password: 'a long pass phrase', name: 'Outage' }
  const operations = [
    read('me'),
    list(),
    rename('me', 'Outage'),
    register(someone),
    login(ADMIN.email, ADMIN.password),
    askForReset(someone.email),
  ]
  const calls = Array.from({ length: 4 }, () => operations)
    .flat()
    .flatMap((operation) => WIRES.map((wire) => ({ operation, wire })))
  tally.tried += calls.length
  await Promise.all(
    calls.map(async ({ operation, wire }) => {
      const outcome = await call(target.url, operation, { wire, token: target.adminToken })
      const what = `${wire} ${operation.trpc.path}`
      judge(what, outcome, answers, tally)
      const isRight = outcome.kind === 'refused' && outcome.status === 503 && RIGHT_CODES.includes(outcome.code)
      expectThat(tally, isRight, `${what} in the outage: ${describe(outcome)} instead of 503`)
    }),
  )
}

/** @returns how many milliseconds until it is ready and reads and writes again */
async function untilBack({ url, adminToken }: Target, tally: Tally): Promise<number> {
  const begin = performance.now()
  await eventually(async () => {
    const { status } = await send(`${url}/health/ready`, { method: 'GET' })
    if (status !== 200) throw new Error(`/health/ready is ${status}`)
    for (const operation of [read('me'), rename('me', `Back ${begin}`)]) {
      const outcome = await call(url, operation, { token: adminToken })
      if (outcome.kind !== 'done') throw new Error(describe(outcome))
    }
  }, 30_000).catch((error: unknown) => void tally.broken.push(`it did not come back: ${error}`))
  return Math.round(performance.now() - begin)
}

/** More callers at once than connections: none of those is still held by a call of before. */
async function burst({ url, adminToken }: Target, tally: Tally): Promise<void> {
  const operations = Array.from({ length: 15 }, (_, index) => [
    rename('me', `Burst ${index}`),
    read('me'),
    list(),
  ]).flat()
  const outcomes = await Promise.all(operations.map((operation) => call(url, operation, { token: adminToken })))
  const failed = outcomes.find(({ kind }) => kind !== 'done')
  if (failed !== undefined) tally.broken.push(`a burst of calls afterwards: ${describe(failed)}`)
}
