// Fills a database with users, to try lists and searches on: `pnpm bench:seed --url postgresql://… --users 1000000`.
import { parseArgs } from 'node:util'
import { createDb, migrate } from '@roster/db'
import { seedUsers } from './users.ts'

const USAGE = `pnpm bench:seed --url URL | --data-dir DIR [--users N] [--more]

  --url URL       a PostgreSQL database; it is brought up to date first
  --data-dir DIR  the embedded engine in this directory
  --users N       how many (1000000)
  --more          also if there are users already`

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    'data-dir': { type: 'string' },
    users: { type: 'string', default: '1000000' },
    more: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const users = Number(values.users)
const location = values.url ? { url: values.url } : values['data-dir'] && { dataDir: values['data-dir'] }
if (values.help || !location || !Number.isInteger(users) || users < 1) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(values.help ? 0 : 2)
}

const startedAt = performance.now()
const say = (text: string) =>
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s  ${text}\n`)
await using database = await createDb(location)
await migrate(database, { log: (name) => say(`migration ${name}`) })
const { rows } = await database.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM users')
const existing = rows[0]?.count ?? 0
if (existing > 0 && !values.more) {
  say(`There are ${existing} users already: nothing was done. Take an empty database, or --more.`)
  process.exitCode = 1
} else {
  await seedUsers(database.pool, { count: users, first: existing + 1, onStep: say })
}
