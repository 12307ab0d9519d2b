import { join } from 'node:path'
import { type Bench, type Benchmark, createPlace } from '../bench.ts'
import { PASSWORD, register } from '../lab/calls.ts'
import { load } from '../lab/load.ts'
import { createTempDatabase } from '../lab/postgres.ts'
import { startRoster } from '../lab/roster.ts'
import { alternate, type Subject } from '../lab/rounds.ts'
import { runScript } from '../lab/run-script.ts'
import { startBetterAuth } from '../peers/better-auth.ts'
import { ratio } from '../report/compare.ts'
import type { Compared, Engine, Measured } from '../report/measured.ts'

const CEILING = join(import.meta.dirname, '../ceilings/hash-all-cores.ts')
const COST = '10'
const ACCOUNTS = 24
const CONNECTIONS = 8

/** Right passwords, at cost 10, as many as the machine can check. */
export const signIns: Benchmark = {
  name: 'sign-in',
  title: 'Sign-ins',
  async run(bench) {
    const measured: Measured[] = []
    const compared: Compared[] = []
    for (const engine of bench.engines) {
      const { Roster = [], ceiling = [], ...peers } = await measure(bench, engine)
      measured.push({ engine, what: 'Roster', unit: 'sign-ins/s', samples: Roster })
      measured.push({ engine, what: 'bcryptjs on all cores', unit: 'hashes/s', samples: ceiling })
      compared.push({
        engine,
        what: 'Roster of bcryptjs alone',
        value: ratio(Roster, ceiling),
        unit: '×',
        goal: { atLeast: 0.95 },
      })
      for (const [what, samples] of Object.entries(peers)) {
        measured.push({ engine, what, unit: 'sign-ins/s', samples })
        // The native library is another algorithm's implementation, 1.4 times as fast: no goal, but worth knowing.
        const goal = what.includes('bcryptjs') && { goal: { atLeast: 1 } }
        compared.push({ engine, what: `Roster of ${what}`, value: ratio(Roster, samples), unit: '×', ...goal })
      }
    }
    const how = `Right passwords from ${CONNECTIONS} connections, ${ACCOUNTS} accounts, bcrypt at cost ${COST} everywhere. The ceiling is bcryptjs in a loop on every core, and nothing else running; the peer is better-auth on Fastify and pg.`
    return { title: signIns.title, how, measured, compared }
  },
}

async function measure(bench: Bench, engine: Engine): Promise<Record<string, number[]>> {
  await using resources = new AsyncDisposableStack()
  const place = resources.use(await createPlace(bench, engine))
  const roster = resources.use(await startRoster(place))
  const emails = Array.from({ length: ACCOUNTS }, (_, number) => `person${number}@bench.test`)
  await register(roster.url, emails)
  const seconds = String(bench.seconds + 1)
  const signIn = (url: string): Subject => {
    const requests = emails.map((email) => ({ body: JSON.stringify({ email, password: PASSWORD }) }))
    const headers = { 'content-type': 'application/json', origin: new URL(url).origin }
    const options = { url, method: 'POST', headers, requests, connections: CONNECTIONS } as const
    return async () => (await load({ ...options, duration: Number(seconds), mayRefuse: true })).perSecond
  }
  const subjects: Record<string, Subject> = {
    Roster: signIn(`${roster.url}/api/v1/users/login`),
    ceiling: async () => (await runScript<{ perSecond: number }>(CEILING, [COST, seconds])).perSecond,
  }
  for (const hasher of 'databaseUrl' in place ? (['bcryptjs', 'bcrypt'] as const) : []) {
    const database = resources.use(await createTempDatabase(bench.postgresUrl ?? ''))
    const peer = resources.use(await startBetterAuth(database.url, hasher))
    await Promise.all(emails.map((email) => peer.signUp(email)))
    subjects[hasher === 'bcrypt' ? 'better-auth, native bcrypt' : 'better-auth, bcryptjs'] = signIn(
      `${peer.url}/api/auth/sign-in/email`,
    )
  }
  const rounds = Math.max(2, bench.rounds - 2)
  return await alternate(rounds, subjects, (name, round) => bench.step(`${engine}: ${name}, round ${round}`))
}
