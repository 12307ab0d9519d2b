import type { Bench, Benchmark } from '../bench.ts'
import { latencies } from '../lab/latencies.ts'
import { median, percentile } from '../lab/statistics.ts'
import type { LatencySubject } from '../load/latency.ts'
import type { Compared, Engine, Measured } from '../report/measured.ts'
import type { Crowd } from '../seed/crowd.ts'

const LIMIT = 50
const LATE_PAGE = 10_000
/** The walk to the late page takes larger steps: a cursor stands for a place, whatever the size of a page. */
const STEP = 100

const COLUMNS = `id, email, email_verified_at, name, role, status, version, created_at, updated_at, last_login_at, deleted_at`
const FIRST = `SELECT ${COLUMNS} FROM users WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ${LIMIT + 1}`
const NEXT = `SELECT ${COLUMNS} FROM users WHERE deleted_at IS NULL AND (created_at, id) < ($1, $2)
  ORDER BY created_at DESC, id DESC LIMIT ${LIMIT + 1}`
const PLACE =
  'SELECT created_at::text, id FROM users WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC OFFSET $1 LIMIT 1'

/** Pages of users, as an administrator sees them. */
export const lists: Benchmark = {
  name: 'list',
  title: 'Listing 50 of very many users',
  async run(bench) {
    const measured: Measured[] = []
    const compared: Compared[] = []
    for (const engine of bench.engines) {
      const crowd = await bench.crowd(engine)
      const late = Math.min(LATE_PAGE, Math.floor(crowd.users / LIMIT / 2))
      const samples = await measure(bench, engine, crowd, late)
      for (const [what, values] of Object.entries(samples)) {
        measured.push({ engine, what: `${what}, p50`, unit: 'ms', samples: [median(values)] })
        measured.push({ engine, what: `${what}, p95`, unit: 'ms', samples: [percentile(values, 95)] })
      }
      compared.push(...compare(engine, samples, late))
    }
    const how = `\`GET /users?limit=${LIMIT}\` by an administrator, one after the other from a second process, in turns with the same statement on a connection of its own (no HTTP, no authentication, no JSON). ${bench.users.toLocaleString('en')} users on PostgreSQL, a fiftieth on the embedded engine.`
    return { title: lists.title, how, measured, compared }
  },
}

async function measure(bench: Bench, engine: Engine, crowd: Crowd, late: number): Promise<Record<string, number[]>> {
  const { roster, headers, place } = crowd
  const list = `${roster.url}/api/v1/users?limit=${LIMIT}`
  bench.step(`${engine}: to page ${late}`)
  const cursor = await walkTo((late - 1) * LIMIT, `${roster.url}/api/v1/users`, headers)
  const subjects: LatencySubject[] = [
    { name: 'REST, page 1', urls: [list], headers },
    { name: `REST, page ${late}`, urls: [`${list}&cursor=${cursor}`], headers },
  ]
  if ('databaseUrl' in place) {
    const { databaseUrl } = place
    const at = await placeOf(databaseUrl, (late - 1) * LIMIT - 1)
    subjects.push({ name: 'SQL, page 1', statement: FIRST, values: [[]], databaseUrl })
    subjects.push({ name: `SQL, page ${late}`, statement: NEXT, values: [at], databaseUrl })
  }
  bench.step(`${engine}: lists`)
  return await latencies({ subjects, samples: bench.quick ? 300 : 1000, warmUp: 100 })
}

function compare(engine: Engine, samples: Readonly<Record<string, number[]>>, late: number): Compared[] {
  const p50 = (name: string) => median(samples[name] ?? [])
  const ratio = (what: string, value: number, goal: number): Compared => ({
    engine,
    what,
    value,
    unit: '×',
    goal: { atMost: goal },
  })
  const pages = ratio(`page ${late} of page 1`, p50(`REST, page ${late}`) / p50('REST, page 1'), 1.3)
  if (samples['SQL, page 1'] === undefined) return [pages]
  return [pages, ratio('REST of the bare SQL, page 1', p50('REST, page 1') / p50('SQL, page 1'), 1.5)]
}

async function walkTo(rows: number, url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  let cursor = ''
  for (let row = 0; row < rows; row += STEP) {
    const limit = Math.min(STEP, rows - row)
    const response = await fetch(`${url}?limit=${limit}${cursor && `&cursor=${cursor}`}`, { headers })
    const page = (await response.json()) as { next_cursor: string }
    cursor = page.next_cursor
  }
  return cursor
}

async function placeOf(databaseUrl: string, offset: number): Promise<readonly unknown[]> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ created_at: string; id: string }>(PLACE, [offset])
  await client.end()
  return [rows[0]?.created_at, rows[0]?.id]
}
