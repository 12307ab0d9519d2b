import { type Bench, type Benchmark, createPlace } from '../bench.ts'
import { registerAndSignIn } from '../lab/calls.ts'
import { load } from '../lab/load.ts'
import { residentMegabytes } from '../lab/memory.ts'
import { startRoster } from '../lab/roster.ts'
import type { Compared, Engine, Measured } from '../report/measured.ts'

const CONNECTIONS = 16
/** More than this is growth; less is what a garbage collector does. */
const MAX_GROWTH_PERCENT = 10

/** What a server holds when nobody asks, and whether it goes on growing while somebody does. */
export const memory: Benchmark = {
  name: 'memory',
  title: 'Memory',
  async run(bench) {
    const measured: Measured[] = []
    const compared: Compared[] = []
    for (const engine of bench.engines) {
      const found = await measure(bench, engine)
      for (const [what, value] of found) measured.push({ engine, what, unit: 'MB resident', samples: [value] })
      const [half = Number.NaN, all = Number.NaN] = found.slice(-2).map(([, value]) => value)
      const value = (all / half - 1) * 100
      compared.push({
        engine,
        what: 'growth over the second half',
        value,
        unit: '%',
        goal: { atMost: MAX_GROWTH_PERCENT },
      })
    }
    const how = `Resident memory of the server's process (the embedded engine is in it), \`GET /users/me\` from ${CONNECTIONS} connections.`
    return { title: memory.title, how, measured, compared }
  },
}

async function measure(bench: Bench, engine: Engine): Promise<(readonly [string, number])[]> {
  await using place = await createPlace(bench, engine)
  // The first start builds the database, which leaves its mark on the process; later ones are what runs for months.
  await using first = await startRoster(place)
  await first[Symbol.asyncDispose]()
  await using roster = await startRoster(place)
  const { accessToken } = await registerAndSignIn(roster.url, 'reader@bench.test')
  const found: (readonly [string, number])[] = []
  const note = (what: string) => found.push([what, residentMegabytes(roster.pid) ?? Number.NaN])
  note('at rest')
  const steps = bench.quick ? [2_000, 10_000, 20_000] : [10_000, 50_000, 100_000]
  let sent = 0
  for (const total of steps) {
    bench.step(`${engine}: ${total} requests`)
    await load({
      url: `${roster.url}/api/v1/users/me`,
      headers: { authorization: `Bearer ${accessToken}` },
      connections: CONNECTIONS,
      amount: total - sent,
    })
    sent = total
    note(`after ${total.toLocaleString('en')} requests`)
  }
  return found
}
