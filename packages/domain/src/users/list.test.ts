import { UserListQuery, type UserRead } from '@roster/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserContext } from '../context.ts'
import { createTestWorld, type TestWorld } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { listUsers } from './list.ts'
import { saveUser } from './store.ts'
import type { UserInDB } from './user.ts'

let world: TestWorld
let admin: UserContext
beforeAll(async () => {
  world = await createTestWorld()
  admin = await world.as(await world.user({ role: 'admin', email: 'boss@example.net' }))
})
afterAll(() => world?.[Symbol.asyncDispose]())

const list = (query: Partial<UserListQuery> = {}) => listUsers(admin, UserListQuery.parse(query))

/** Every page of a list; `between` runs after each page but the last, with the row that the next page goes on from. */
async function walk(
  query: Partial<UserListQuery>,
  between: (last: UserRead | undefined) => Promise<unknown> = async () => undefined,
) {
  const items: UserRead[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await list({ ...query, ...(cursor && { cursor }) })
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
    await between(page.items.at(-1))
  }
}

async function makeUser(changes: Parameters<TestWorld['user']>[0], dates: Partial<UserInDB> = {}): Promise<UserInDB> {
  return saveUser(world.db.client, (await world.user(changes)).id, dates)
}

describe('in every order', () => {
  const time = (day: number) => new Date(Date.UTC(2026, 0, day))
  beforeAll(async () => {
    // Equal names in another case, equal times, nulls: each twice, so that pages of two break inside them.
    await makeUser({ email: 'o1@orders.test', name: 'bo' }, { createdAt: time(1), lastLoginAt: time(9) })
    await makeUser({ email: 'o2@orders.test', name: 'Bo' }, { createdAt: time(1), lastLoginAt: time(9) })
    await makeUser({ email: 'o3@orders.test', name: 'BO' }, { createdAt: time(1), lastLoginAt: null })
    await makeUser({ email: 'o4@orders.test' }, { createdAt: time(3), lastLoginAt: null })
    await makeUser({ email: 'o5@orders.test' }, { createdAt: time(2), lastLoginAt: time(8) })
    await makeUser({ email: 'o6@orders.test', name: 'Al' }, { createdAt: time(2), lastLoginAt: time(8) })
    await makeUser({ email: 'o7@orders.test' }, { createdAt: time(4), lastLoginAt: null })
  })

  test.each([
    ['created_at', ['o1', 'o2', 'o3', 'o5', 'o6', 'o4', 'o7']],
    ['email', ['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7']],
    ['name', ['o6', 'o1', 'o2', 'o3', 'o4', 'o5', 'o7']],
    ['last_login_at', ['o5', 'o6', 'o1', 'o2', 'o3', 'o4', 'o7']],
  ] as const)('%s: nulls last ascending, equal keys by id, and the reverse descending', async (sort, ascending) => {
    const order = async (query: Partial<UserListQuery>) =>
      (await walk({ search: '@orders.test', limit: 2, ...query })).map((user) => user.email.slice(0, 2))
    expect(await order({ sort })).toEqual(ascending)
    expect(await order({ sort: `-${sort}` })).toEqual(ascending.toReversed())
  })

  test.each([
    'created_at',
    '-created_at',
    'email',
    '-email',
    'name',
    '-name',
    'last_login_at',
    '-last_login_at',
  ] as const)('%s: a walk shows each row that stays exactly once while others come and go', async (sort) => {
    const host = `${sort.replace('-', 'down.').replaceAll('_', '')}.walk.test`
    const staying: string[] = []
    for (let index = 0; index < 8; index++) {
      const name = index % 3 === 0 ? null : 'Same'
      const dates = { createdAt: time(5), lastLoginAt: index % 2 === 0 ? null : time(6) }
      staying.push((await makeUser({ email: `m${index}@${host}`, name }, dates)).id)
    }
    let visitors = 0
    const seen = await walk({ sort, search: host, limit: 3 }, async (last) => {
      await deleteUser(admin, { userId: last?.id ?? '' })
      visitors += 1
      if (visitors < 4)
        await makeUser({ email: `${visitors % 2 ? 'a' : 'z'}${visitors}@${host}`, name: visitors % 2 ? 'A' : null })
    })
    const ids = seen.map((user) => user.id)
    expect(visitors).toBeGreaterThan(1)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => staying.includes(id)).toSorted()).toEqual(staying.toSorted())
  })
})

describe('a search', () => {
  const found = async (search: string) => (await walk({ search, sort: 'email' })).map((user) => user.email)

  test('finds part of an address or of a name in any case, and takes %, _ and \\ as they are', async () => {
    await world.user({ email: 'percent@find.test', name: '100% Zoé' })
    await world.user({ email: 'under_score@find.test', name: 'Back\\slash' })
    await world.user({ email: 'plain@find.test', name: 'Underscore 100 ÄÖ' })
    expect(await found('UNDER_SCORE@Find')).toEqual(['under_score@find.test'])
    expect(await found('r_s')).toEqual(['under_score@find.test'])
    expect(await found('0%')).toEqual(['percent@find.test'])
    expect(await found('%')).toEqual(['percent@find.test'])
    expect(await found('k\\S')).toEqual(['under_score@find.test'])
    expect(await found('\\')).toEqual(['under_score@find.test'])
    expect(await found("'; DROP TABLE users; --")).toEqual([])
  })

  test('finds letters beyond ASCII in either case, composed or not', async () => {
    await world.user({ email: 'unicode@letters.test', name: 'Zoë ÅNGSTRÖM' })
    for (const search of ['ångström', 'ÅNGSTRÖM', 'zoË', 'Zoë'.normalize('NFD')]) {
      expect(await found(search)).toEqual(['unicode@letters.test'])
    }
  })

  test('for nothing finds everybody', async () => {
    expect((await list({ search: '', limit: 100 })).items).toEqual((await list({ limit: 100 })).items)
  })
})

describe('filters', () => {
  test('by role and status, and deleted users with `deleted` alone', async () => {
    const kinds = [{ role: 'admin' }, { status: 'disabled' }, {}, {}] as const
    const users = await Promise.all(kinds.map((kind, index) => makeUser({ email: `k${index}@kinds.test`, ...kind })))
    await deleteUser(admin, { userId: users.at(-1)?.id ?? '' })
    const names = async (query: Partial<UserListQuery>) =>
      (await walk({ search: '@kinds.test', sort: 'email', ...query })).map((user) => user.email.slice(0, 2))
    expect(await names({})).toEqual(['k0', 'k1', 'k2'])
    expect(await names({ role: 'admin' })).toEqual(['k0'])
    expect(await names({ role: 'user', status: 'active' })).toEqual(['k2'])
    expect(await names({ status: 'disabled' })).toEqual(['k1'])
    expect(await names({ status: 'deleted' })).toEqual(['k3'])
  })

  test('by the time of registration, both bounds inclusive, in any zone', async () => {
    for (const day of [1, 2, 3])
      await makeUser({ email: `t${day}@times.test` }, { createdAt: new Date(Date.UTC(2025, 5, day)) })
    const days = async (query: Partial<UserListQuery>) =>
      (await walk({ search: '@times.test', sort: 'email', ...query })).map((user) => user.email.slice(0, 2))
    expect(await days({ createdAfter: '2025-06-02T00:00:00Z' })).toEqual(['t2', 't3'])
    expect(await days({ createdBefore: '2025-06-02T02:00:00.000+02:00' })).toEqual(['t1', 't2'])
    expect(
      await days({ createdAfter: '2025-06-02T00:00:00.001Z', createdBefore: '9999-12-31T23:59:59-23:59' }),
    ).toEqual(['t3'])
    expect(await days({ createdAfter: '0001-01-02T00:00:00+23:59' })).toEqual(['t1', 't2', 't3'])
  })

  test('the total counts every match, and only when it is asked for', async () => {
    for (const index of [1, 2, 3]) await world.user({ email: `c${index}@counted.test` })
    expect(await list({ search: '@counted.test', limit: 2, includeTotal: true })).toMatchObject({ total: 3 })
    expect(await list({ search: '@counted.test' })).not.toHaveProperty('total')
  })
})

describe('a cursor', () => {
  test('works under its own sort and filter alone', async () => {
    for (const index of [1, 2, 3]) await world.user({ email: `s${index}@scope.test` })
    const query = { search: '@scope.test', sort: 'email', limit: 1 } as const
    const cursor = (await list(query)).nextCursor ?? ''
    expect((await list({ ...query, limit: 5, includeTotal: true, cursor })).items).toHaveLength(2)
    for (const other of [
      { sort: '-email' },
      { search: 'scope.test' },
      { role: 'user' },
      { status: 'active' },
    ] as const) {
      await expect(list({ ...query, ...other, cursor })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        issues: [{ path: ['cursor'], code: 'invalid_cursor' }],
      })
    }
  })

  test('is accepted again whatever it stands for', async () => {
    for (const index of [1, 2]) await world.user({ email: `l${index}@long.test`, name: '𝒳'.repeat(200) })
    expect(await walk({ search: '@long.test', sort: 'name', limit: 1 })).toHaveLength(2)
  })
})

test('only administrators list users', async () => {
  const query = UserListQuery.parse({})
  await expect(listUsers(world.context(), query)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await expect(listUsers(await world.as(await world.user()), query)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
