import { type Bench, type Benchmark, createPlace } from '../bench.ts'
import { registerAndSignIn } from '../lab/calls.ts'
import { startRoster } from '../lab/roster.ts'
import { median } from '../lab/statistics.ts'
import type { Compared, Engine, Measured } from '../report/measured.ts'

const GOALS_S = { embedded: 1.5, postgresql: 0.7 } as const

/** How long it takes a server to answer somebody who was signed in before it was restarted. */
export const starts: Benchmark = {
  name: 'start',
  title: 'The first answer after a start',
  async run(bench) {
    const measured: Measured[] = []
    const compared: Compared[] = []
    for (const engine of bench.engines) {
      const samples = await measure(bench, engine)
      measured.push({ engine, what: 'until GET /users/me was answered', unit: 's', samples })
      const goal = { atMost: GOALS_S[engine] }
      compared.push({ engine, what: 'first answer', value: median(samples), unit: 's', goal })
    }
    const how =
      'From the start of the process to a signed-in read, on data that is there already and with the compile cache of an earlier start, as `pnpm start` has it.'
    return { title: starts.title, how, measured, compared }
  },
}

async function measure(bench: Bench, engine: Engine): Promise<number[]> {
  await using place = await createPlace(bench, engine)
  // Tokens name the server that made them.
  const settings = { PUBLIC_URL: 'http://localhost:3000' }
  const first = await startRoster(place, settings)
  const { accessToken } = await registerAndSignIn(first.url, 'early@bench.test')
  await first[Symbol.asyncDispose]()
  const samples: number[] = []
  for (let round = 0; round <= bench.rounds; round++) {
    bench.step(`${engine}: start ${round}`)
    const startedAt = performance.now()
    await using roster = await startRoster(place, settings)
    const response = await fetch(`${roster.url}/api/v1/users/me`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    if (!response.ok) throw new Error(`The first request was answered with ${response.status}`)
    if (round > 0) samples.push((performance.now() - startedAt) / 1000)
  }
  return samples
}
