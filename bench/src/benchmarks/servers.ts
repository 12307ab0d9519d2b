import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Bench, type Benchmark, createPlace } from '../bench.ts'
import { registerAndSignIn } from '../lab/calls.ts'
import { startChild } from '../lab/child.ts'
import { load } from '../lab/load.ts'
import { startRoster } from '../lab/roster.ts'
import { alternate, type Subject } from '../lab/rounds.ts'
import { ratio } from '../report/compare.ts'
import type { Finding, Measured } from '../report/measured.ts'

const PROXY = join(import.meta.dirname, '../load/round-robin.ts')
const COUNTS = [1, 2, 4] as const
const CONNECTIONS = 64
/** Tokens name one server: behind a proxy that is the proxy. */
const SETTINGS = { PUBLIC_URL: 'http://localhost:3000', HASH_WORKERS: '1' }

/** One, two and four servers on one database, behind a proxy that takes them in turn. */
export const servers: Benchmark = {
  name: 'servers',
  title: 'More servers on one PostgreSQL',
  async run(bench) {
    const cores = availableParallelism()
    const how = `\`GET /users/me\` from ${CONNECTIONS} connections through a round-robin proxy. Load, proxy, PostgreSQL and every server share ${cores} cores: servers can add up for as long as there are cores for all of them, about two more than there are servers.`
    if (bench.postgresUrl === undefined) return { title: servers.title, how, measured: [], compared: [] }
    const samples = await measure(bench)
    const measured = Object.entries(samples).map(
      ([what, values]): Measured => ({ engine: 'postgresql', what, unit: 'requests/s', samples: values }),
    )
    const [one = [], ...more] = Object.values(samples)
    const compared: Finding['compared'] = more.map((values, index) => ({
      engine: 'postgresql',
      what: `${COUNTS[index + 1]} servers of one`,
      value: ratio(values, one),
      unit: '×',
    }))
    return { title: servers.title, how, measured, compared }
  },
}

async function measure(bench: Bench): Promise<Record<string, number[]>> {
  await using resources = new AsyncDisposableStack()
  const place = resources.use(await createPlace(bench, 'postgresql'))
  const ports: number[] = []
  let accessToken = ''
  for (let index = 0; index < Math.max(...COUNTS); index++) {
    const roster = resources.use(await startRoster(place, SETTINGS))
    ports.push(Number(new URL(roster.url).port))
    if (index === 0) accessToken = (await registerAndSignIn(roster.url, 'reader@bench.test')).accessToken
  }
  const subjects: Record<string, Subject> = {}
  for (const count of COUNTS) {
    const args = ports.slice(0, count).map(String)
    const proxy = resources.use(await startChild({ script: PROXY, args, ready: /^listening (\d+)$/m }))
    const url = `http://127.0.0.1:${proxy.match[1]}/api/v1/users/me`
    const headers = { authorization: `Bearer ${accessToken}` }
    const options = { url, headers, connections: CONNECTIONS, duration: bench.seconds }
    subjects[count === 1 ? '1 server' : `${count} servers`] = async () => (await load(options)).perSecond
  }
  return await alternate(Math.min(3, bench.rounds), subjects, (name, round) => bench.step(`${name}, round ${round}`))
}
