import { join } from 'node:path'
import { type Bench, type Benchmark, createPlace } from '../bench.ts'
import { PASSWORD, register, signIn } from '../lab/calls.ts'
import { createTempDatabase } from '../lab/postgres.ts'
import { startRoster } from '../lab/roster.ts'
import { runScript } from '../lab/run-script.ts'
import { median, percentile } from '../lab/statistics.ts'
import type { Storm, StormResult } from '../load/storm.ts'
import { startBetterAuth } from '../peers/better-auth.ts'
import type { Compared, Engine, Measured } from '../report/measured.ts'

const SCRIPT = join(import.meta.dirname, '../load/storm.ts')
const SIGN_INS = 100
const IDLE_MS = 1500
const LIVE = '/health/live'
const ME = 'GET /users/me'
const GOALS_MS = { [LIVE]: 50, [ME]: 250 } as const

/** What other calls take while a hundred people sign in at the same moment. */
export const storms: Benchmark = {
  name: 'storm',
  title: 'Other calls during 100 simultaneous sign-ins',
  async run(bench) {
    const measured: Measured[] = []
    const compared: Compared[] = []
    for (const engine of bench.engines) {
      const results = await stormRoster(bench, engine)
      for (const name of [LIVE, ME] as const) {
        const busy = p99s(results, 'busy', name)
        measured.push({ engine, what: `${name}, idle, p99`, unit: 'ms', samples: p99s(results, 'idle', name) })
        measured.push({ engine, what: `${name}, storm, p99`, unit: 'ms', samples: busy })
        compared.push({
          engine,
          what: `${name}, p99`,
          value: median(busy),
          unit: 'ms',
          goal: { atMost: GOALS_MS[name] },
        })
      }
      const took = results.map(({ seconds }) => seconds)
      measured.push({ engine, what: 'until the last sign-in was answered', unit: 's', samples: took })
      const refused = results.map(({ statuses }) => statuses[503] ?? 0)
      measured.push({ engine, what: 'sign-ins refused with 503', unit: `of ${SIGN_INS}`, samples: refused })
    }
    if (bench.postgresUrl !== undefined) measured.push(...(await stormPeer(bench, bench.postgresUrl)))
    const how = `${SIGN_INS} sign-ins are sent in one moment by a second process, which asks the same server for other things meanwhile, one after the other. Cost 10.`
    return { title: storms.title, how, measured, compared }
  },
}

const p99s = (results: readonly StormResult[], when: 'idle' | 'busy', name: string) =>
  results.map((result) => percentile(result[when][name] ?? [], 99))

const emails = Array.from({ length: SIGN_INS }, (_, number) => `storm${number}@bench.test`)
const bodies = emails.map((email) => JSON.stringify({ email, password: PASSWORD }))
const stormsOf = ({ rounds }: Bench) => Math.max(1, rounds - 2)

async function stormRoster(bench: Bench, engine: Engine): Promise<readonly StormResult[]> {
  await using place = await createPlace(bench, engine)
  await using roster = await startRoster(place)
  bench.step(`${engine}: ${SIGN_INS} accounts`)
  await register(roster.url, emails)
  const { accessToken } = await signIn(roster.url)
  const storm: Storm = {
    signIn: { url: `${roster.url}/api/v1/users/login`, bodies, origin: roster.url },
    probes: [
      { name: LIVE, url: `${roster.url}/health/live` },
      { name: ME, url: `${roster.url}/api/v1/users/me`, headers: { authorization: `Bearer ${accessToken}` } },
    ],
    idleMs: IDLE_MS,
  }
  return await repeat(bench, storm, engine)
}

async function stormPeer(bench: Bench, postgresUrl: string): Promise<Measured[]> {
  await using database = await createTempDatabase(postgresUrl)
  await using peer = await startBetterAuth(database.url, 'bcryptjs')
  bench.step(`better-auth: ${SIGN_INS} accounts`)
  await Promise.all(emails.map((email) => peer.signUp(email)))
  const cookie = await peer.signUp('somebody@bench.test')
  const storm: Storm = {
    signIn: { url: `${peer.url}/api/auth/sign-in/email`, bodies, origin: peer.url },
    probes: [
      { name: LIVE, url: `${peer.url}/health/live` },
      { name: 'get-session', url: `${peer.url}/api/auth/get-session`, headers: { cookie } },
    ],
    idleMs: IDLE_MS,
  }
  const results = await repeat(bench, storm, 'better-auth')
  return storm.probes.map(({ name }) => ({
    engine: 'postgresql' as const,
    what: `better-auth with bcryptjs, ${name}, storm, p99`,
    unit: 'ms',
    samples: p99s(results, 'busy', name),
  }))
}

async function repeat(bench: Bench, storm: Storm, who: string): Promise<readonly StormResult[]> {
  const results: StormResult[] = []
  for (let round = 0; round <= stormsOf(bench); round++) {
    bench.step(`${who}: storm ${round}`)
    const result = await runScript<StormResult>(SCRIPT, [JSON.stringify(storm)])
    if (round > 0) results.push(result)
  }
  return results
}
