import { join } from 'node:path'
import { type Bench, type Benchmark, createPlace } from '../bench.ts'
import { registerAndSignIn } from '../lab/calls.ts'
import { startChild } from '../lab/child.ts'
import { load } from '../lab/load.ts'
import { createTempDatabase } from '../lab/postgres.ts'
import { startRoster } from '../lab/roster.ts'
import { alternate, type Subject } from '../lab/rounds.ts'
import { startBetterAuth } from '../peers/better-auth.ts'
import { ratio } from '../report/compare.ts'
import type { Compared, Engine, Measured } from '../report/measured.ts'

const CEILING = join(import.meta.dirname, '../ceilings/read-server.ts')
const CONNECTIONS = 32

/** A signed-in user reads their own account. */
export const read: Benchmark = {
  name: 'read',
  title: 'Reading a user, signed in',
  async run(bench) {
    const measured: Measured[] = []
    const compared: Compared[] = []
    for (const engine of bench.engines) {
      const samples = await measure(bench, engine)
      for (const [what, values] of Object.entries(samples)) {
        measured.push({ engine, what, unit: 'requests/s', samples: values })
      }
      compared.push(...compare(engine, samples))
    }
    const how = `\`GET /users/me\` from ${CONNECTIONS} connections, and the same over tRPC. The ceiling is a Fastify route with jose and one prepared statement that makes the same checks, and has no log, limits, metrics or security headers; the peer is better-auth's \`get-session\`.`
    return { title: read.title, how, measured, compared }
  },
}

async function measure(bench: Bench, engine: Engine): Promise<Record<string, number[]>> {
  await using resources = new AsyncDisposableStack()
  const place = resources.use(await createPlace(bench, engine))
  const roster = resources.use(await startRoster(place))
  const { accessToken, userId } = await registerAndSignIn(roster.url, 'reader@bench.test')
  const headers = { authorization: `Bearer ${accessToken}` }
  const input = encodeURIComponent(JSON.stringify({ userId: 'me' }))
  const subject = (url: string, sent: Readonly<Record<string, string>> = headers): Subject => {
    const options = { url, headers: sent, connections: CONNECTIONS, duration: bench.seconds }
    return async () => (await load(options)).perSecond
  }
  const subjects: Record<string, Subject> = {
    'Roster, REST': subject(`${roster.url}/api/v1/users/${userId}`),
    'Roster, tRPC': subject(`${roster.url}/trpc/users.get?input=${input}`),
  }
  if ('databaseUrl' in place) {
    const ceiling = resources.use(
      await startChild({ script: CEILING, args: [place.databaseUrl], ready: /^listening (\d+)$/m }),
    )
    subjects.ceiling = subject(`http://127.0.0.1:${ceiling.match[1]}/users/${userId}`)
    const database = resources.use(await createTempDatabase(bench.postgresUrl ?? ''))
    const peer = resources.use(await startBetterAuth(database.url, 'bcryptjs'))
    const cookie = await peer.signUp('reader@bench.test')
    subjects['better-auth, get-session'] = subject(`${peer.url}/api/auth/get-session`, { cookie })
  }
  return await alternate(bench.rounds, subjects, (name, round) => bench.step(`${engine}: ${name}, round ${round}`))
}

function compare(engine: Engine, samples: Readonly<Record<string, number[]>>): Compared[] {
  const { 'Roster, REST': rest = [], 'Roster, tRPC': trpc = [], ceiling, 'better-auth, get-session': peer } = samples
  if (ceiling === undefined || peer === undefined) return []
  return [
    { engine, what: 'REST of the ceiling', value: ratio(rest, ceiling), unit: '×', goal: { atLeast: 0.8 } },
    { engine, what: 'tRPC of the ceiling', value: ratio(trpc, ceiling), unit: '×', goal: { atLeast: 0.4 } },
    { engine, what: 'REST of better-auth', value: ratio(rest, peer), unit: '×', goal: { atLeast: 3 } },
  ]
}
