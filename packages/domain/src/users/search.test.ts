import { UserListQuery } from '@roster/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UserContext } from '../context.ts'
import { createTestWorld, type TestWorld } from '../testing.ts'
import { listUsers } from './list.ts'
import { countUsers, pageStatements, type UserQuery } from './list-store.ts'
import { searchFor } from './search-store.ts'

const PEOPLE = 12_000
const RARE = [
  { email: 'qwxz+tag@rare.test', name: 'Žofie Ødegård' },
  { email: 'kj-42@rare.test', name: '王小明' },
  { email: 'o.w@rare.test', name: 'ΟΔΥΣΣΕΎΣ İnce' },
] as const

let world: TestWorld
let admin: UserContext
beforeAll(async () => {
  world = await createTestWorld()
  admin = await world.as(await world.user({ role: 'admin', email: 'boss@searched.test' }))
  const { pool } = world.db
  // Enough for the planner to take an index seriously. The indexes are filled at once afterwards, as it is quicker.
  const { rows } = await pool.query<{ name: string; definition: string }>(
    "SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE indexname LIKE 'users_search%'",
  )
  for (const { name } of rows) await pool.query(`DROP INDEX ${name}`)
  await pool.query(
    `INSERT INTO users (id, email, name, role, status, created_at, updated_at, deleted_at)
     SELECT gen_random_uuid(), 'person' || n || '@host' || n % 7 || '.test', 'Given' || n % 97 || ' Family' || n % 89,
       (CASE WHEN n % 3000 = 0 THEN 'admin' ELSE 'user' END)::role,
       (CASE WHEN n % 2000 = 0 THEN 'disabled' ELSE 'active' END)::user_status, at, at,
       CASE WHEN n % 1500 = 0 THEN at END
     FROM (SELECT n, timestamptz '2025-01-01' + n * interval '1 minute' AS at FROM generate_series(1, $1::int) n) AS p`,
    [PEOPLE],
  )
  for (const { definition } of rows) await pool.query(definition)
  for (const { email, name } of RARE) await world.user({ email, name })
  // The oldest come last in a list of the newest: nothing finds these by walking.
  await pool.query("UPDATE users SET created_at = '2001-01-01' WHERE email LIKE '%@rare.test'")
  await pool.query('ANALYZE users')
})
afterAll(() => world?.[Symbol.asyncDispose]())

async function found(search: string): Promise<readonly string[]> {
  const { items } = await listUsers(admin, UserListQuery.parse({ search, sort: '-created_at', limit: 5 }))
  return items.map(({ email }) => email)
}

test.each([
  ['qwxz', 0],
  ['QWXZ+T', 0],
  ['qw', 0],
  ['xz+', 0],
  ['+', 0],
  ['ø', 0],
  ['Ø', 0],
  ['žo', 0],
  ['ŽO', 0],
  ['Øde', 0],
  ['kj', 1],
  ['-', 1],
  ['j-4', 1],
  ['王', 1],
  ['小明', 1],
  ['王小明', 1],
  ['o.w', 2],
  ['ΔΥΣΣ', 2],
  ['ΕΎΣ', 2],
  ['σσ', 2],
  ['İnce', 2],
  ['İn', 2],
] as const)('%s is found, however many newer users there are', async (search, index) => {
  expect(await found(search)).toEqual([RARE[index].email])
})

test('nothing is found across the end of the address', async () => {
  expect(await found('rare.test\nŽofie')).toEqual([])
  expect(await found('\n')).toEqual([])
})

test('what is frequent is listed in its order', async () => {
  // The newest of all was deleted.
  const newest = [1, 2, 3, 4, 5].map((back) => PEOPLE - back)
  expect(await found('@HOST')).toEqual(newest.map((number) => `person${number}@host${number % 7}.test`))
})

test('what can be counted is counted, and what cannot is estimated and said to be', async () => {
  const deleted = Math.floor(PEOPLE / 1500)
  expect(await countUsers(admin, { search: '@host' }, PEOPLE)).toEqual({ total: PEOPLE - deleted })
  const estimate = await countUsers(admin, { search: '@host' }, 100)
  expect(estimate.totalIsEstimate).toBe(true)
  expect(estimate.total).toBeGreaterThan(PEOPLE / 2)
  expect(estimate.total).toBeLessThan(PEOPLE * 2)
})

/** The nodes of the plan of a statement: types, and the indexes they use. */
async function planOf(statement: ReturnType<typeof pageStatements>[number] | undefined): Promise<string> {
  const { rows } = await world.db.pool.query(`EXPLAIN (FORMAT JSON) ${statement?.text}`, [...(statement?.values ?? [])])
  return JSON.stringify(rows[0]?.['QUERY PLAN'])
}

const query = (filter: UserQuery['filter'] = {}, changes: Partial<UserQuery> = {}): UserQuery => ({
  filter,
  sort: '-created_at',
  limit: 51,
  position: undefined,
  ...changes,
})
const at = '2025-01-05 12:00:00+00'
const id = '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee'

test.each([
  ['the first page', query(), 'users_created_at_id_idx'],
  ['a later page', query({}, { position: [at, id] }), 'users_created_at_id_idx'],
  ['the oldest first', query({}, { sort: 'created_at', position: [at, id] }), 'users_created_at_id_idx'],
  ['by address', query({}, { sort: 'email', position: ['person5@host5.test'] }), 'users_email_key'],
  ['by address, backwards', query({}, { sort: '-email' }), 'users_email_key'],
  ['by name', query({}, { sort: 'name' }), 'users_name_order_idx'],
  ['by name, a later page', query({}, { sort: '-name', position: ['false', 'given5', id] }), 'users_name_order_idx'],
  ['by the last sign-in', query({}, { sort: 'last_login_at' }), 'users_last_login_order_idx'],
  ['the last to sign in', query({}, { sort: '-last_login_at' }), 'users_last_login_order_idx'],
  ['administrators', query({ role: 'admin' }), 'users_role_idx'],
  ['the disabled', query({ status: 'disabled' }), 'users_disabled_order_idx'],
  ['the deleted', query({ status: 'deleted' }), 'users_deleted(_at|_order)_idx'],
  [
    'a day',
    query({ createdAfter: '2025-01-05T00:00:00Z', createdBefore: '2025-01-06T00:00:00Z' }),
    'users_created_at_id_idx',
  ],
] as const)('a list goes by an index: %s', async (_, asked, index) => {
  const [statement] = pageStatements(asked)
  const plan = await planOf(statement)
  expect(plan).toMatch(new RegExp(`"Index Name": ?"${index}"`))
  expect(plan).not.toContain('"Seq Scan"')
})

test.each([
  ['three letters', query({ search: 'qwxz' }), 'users_search_trigrams_idx'],
  ['two letters', query({ search: 'kj' }), 'users_search_pairs_idx'],
  ['a rare letter', query({ search: '王' }), 'users_search_pairs_idx'],
  ['no letters at all', query({ search: '+@-' }), 'users_search_pairs_idx'],
  [
    'by name, among the active',
    query({ search: 'qwxz', status: 'active' }, { sort: 'name' }),
    'users_search_trigrams_idx',
  ],
] as const)('a search walks an index first and asks its own then: %s', async (_, asked, index) => {
  const plans = await Promise.all(pageStatements(asked).map(planOf))
  expect(plans[0]).toMatch(/"Index Name": ?"users_(created_at_id|name_order)_idx"/)
  expect(plans[1]).toMatch(new RegExp(`"Index Name": ?"${index}"`))
  expect(plans.join()).not.toContain('"Seq Scan"')
})

test('a capital sigma is looked for among both of its small letters, which databases tell apart by the word', () => {
  const pairs = (text: string) => searchFor(text).indexed.values.filter(Array.isArray).flat()
  expect(pairs('εύσα')).toEqual(['εύ', 'ύσ', 'σα'])
  expect(pairs('ΕΎΣ')).toEqual(['εύ', 'ΕΎ'])
})
