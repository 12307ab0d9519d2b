import { createDb } from '@roster/db'
import { type Bench, createPlace, type TempPlace } from '../bench.ts'
import { signIn } from '../lab/calls.ts'
import { type Roster, startRoster } from '../lab/roster.ts'
import type { Engine } from '../report/measured.ts'
import { seedUsers } from './users.ts'

/** The embedded engine computes in WebAssembly, on one connection: it is not for a million. */
const EMBEDDED_SHARE = 50

/** A server with very many users, and an administrator who may list them. */
export interface Crowd extends AsyncDisposable {
  readonly place: TempPlace
  readonly roster: Roster
  readonly users: number
  readonly headers: Readonly<Record<string, string>>
}

export async function gatherCrowd(bench: Bench, engine: Engine): Promise<Crowd> {
  await using resources = new AsyncDisposableStack()
  const place = resources.use(await createPlace(bench, engine))
  const users = engine === 'embedded' ? Math.ceil(bench.users / EMBEDDED_SHARE) : bench.users
  // The first start makes the schema and the administrator, who would not be made beside others.
  await using first = await startRoster(place)
  await first[Symbol.asyncDispose]()
  await using database = await createDb('databaseUrl' in place ? { url: place.databaseUrl } : place)
  await seedUsers(database.pool, { count: users, onStep: (text) => bench.step(`${engine}: ${text}`) })
  await database[Symbol.asyncDispose]()
  const roster = resources.use(await startRoster(place))
  const { accessToken } = await signIn(roster.url)
  const owned = resources.move()
  return {
    place,
    roster,
    users,
    headers: { authorization: `Bearer ${accessToken}` },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
