import type { Bench, Benchmark } from '../bench.ts'
import { latencies } from '../lab/latencies.ts'
import { median, percentile } from '../lab/statistics.ts'
import type { LatencySubject } from '../load/latency.ts'
import type { Compared, Engine, Measured } from '../report/measured.ts'
import type { Crowd } from '../seed/crowd.ts'
import { domains, firstNames, lastNames } from '../seed/people.ts'

const LIMIT = 50
const END = `ORDER BY created_at DESC, id DESC LIMIT ${LIMIT + 1}`
const COLUMNS = 'id, email, name, role, status, created_at, updated_at, last_login_at'
/** What the trigram index is over. */
const INDEXED = `SELECT ${COLUMNS} FROM users WHERE lower(email || E'\\n' || coalesce(name, '')) LIKE $1 AND deleted_at IS NULL ${END}`
const UNINDEXED = `SELECT ${COLUMNS} FROM users WHERE (email ILIKE $1 OR name ILIKE $1) AND deleted_at IS NULL ${END}`

/** Parts of names and addresses, from one letter to a whole one, frequent, rare and absent. */
export const searches: Benchmark = {
  name: 'search',
  title: 'Searching very many users',
  async run(bench) {
    const measured: Measured[] = []
    const compared: Compared[] = []
    for (const engine of bench.engines) {
      const samples = await measure(bench, engine, await bench.crowd(engine))
      for (const [what, values] of Object.entries(samples)) {
        for (const percent of [50, 95, 100] as const) {
          const value = percent === 50 ? median(values) : percentile(values, percent)
          measured.push({
            engine,
            what: `${what}, ${percent === 100 ? 'max' : `p${percent}`}`,
            unit: 'ms',
            samples: [value],
          })
        }
      }
      const p95 = percentile(samples.Roster ?? [], 95)
      compared.push({ engine, what: 'Roster, p95', value: p95, unit: 'ms', goal: { atMost: 50 } })
      const short = percentile(samples['Roster, one and two letters'] ?? [], 95)
      compared.push({
        engine,
        what: 'Roster, one and two letters, p95',
        value: short,
        unit: 'ms',
        goal: { atMost: 50 },
      })
    }
    const how = `\`GET /users?search=…&limit=${LIMIT}\` with ${wordsOf(bench).length} different texts of three letters and more, and ${shortTexts.length} of one and two, one after the other. Beside it the bare SQL with a trigram index as the planner runs it, and \`ILIKE\` without one. ${bench.users.toLocaleString('en')} users on PostgreSQL, a fiftieth on the embedded engine.`
    return { title: searches.title, how, measured, compared }
  },
}

const shortTexts = [...'aeqzöō+7', ...['an', 'sm', 'qu', 'qz', 'zo', 'e2', 'wz', '0@', 'kw', 'é ', 'jö', '.x', '99']]

/** The same texts at every run. */
function wordsOf({ users }: Pick<Bench, 'users'>): readonly string[] {
  const names = [...firstNames, ...lastNames].map((name) => name.toLowerCase())
  const parts = names.flatMap((name, index) => [name, name.slice(0, 3), name.slice(1, 1 + 3 + (index % 3))])
  const numbers = Array.from({ length: 40 }, (_, index) => String((index * 7_919 * 31) % users))
  const pairs = lastNames.map((last, index) => `${firstNames[index % firstNames.length]}.${last}`.toLowerCase())
  const absent = ['nobody', 'xyzzy', 'qqq', '@nowhere', 'smithsmith']
  return [...new Set([...parts, ...numbers, ...pairs, ...domains, ...absent])].filter((word) => word.length >= 3)
}

async function measure(bench: Bench, engine: Engine, crowd: Crowd): Promise<Record<string, number[]>> {
  const { roster, headers, place } = crowd
  const words = wordsOf(bench)
  const urlsFor = (texts: readonly string[]) =>
    texts.map((text) => `${roster.url}/api/v1/users?limit=${LIMIT}&search=${encodeURIComponent(text)}`)
  const subjects: LatencySubject[] = [{ name: 'Roster', urls: urlsFor(words), headers }]
  if ('databaseUrl' in place) {
    const values = words.map((word) => [`%${word}%`])
    subjects.push({ name: 'SQL with a trigram index', statement: INDEXED, values, databaseUrl: place.databaseUrl })
  }
  bench.step(`${engine}: ${words.length} texts`)
  const long = await latencies({ subjects, samples: words.length, warmUp: 20 })
  bench.step(`${engine}: ${shortTexts.length} short texts`)
  const short = await latencies({
    subjects: [{ name: 'Roster, one and two letters', urls: urlsFor(shortTexts), headers }],
    samples: shortTexts.length * 4,
    warmUp: shortTexts.length,
  })
  return { ...long, ...short, ...(await withoutIndex(bench, crowd, words)) }
}

/** Every tenth text: each of them reads the whole table. */
async function withoutIndex(
  bench: Bench,
  { place }: Crowd,
  words: readonly string[],
): Promise<Record<string, number[]>> {
  if (!('databaseUrl' in place)) return {}
  const values = words.filter((_, index) => index % 10 === 0).map((word) => [`%${word}%`])
  bench.step('postgresql: without an index')
  const { databaseUrl } = place
  const subject = { name: 'SQL with ILIKE, no index', statement: UNINDEXED, values, databaseUrl }
  return await latencies({ subjects: [subject], samples: values.length, warmUp: 2 })
}
