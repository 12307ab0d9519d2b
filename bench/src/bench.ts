import { createTempDatabase } from './lab/postgres.ts'
import type { Place } from './lab/roster.ts'
import { createTempDir } from './lab/temp-dir.ts'
import type { Engine, Finding } from './report/measured.ts'
import type { Crowd } from './seed/crowd.ts'

/** What every benchmark is given. */
export interface Bench {
  /** Those that are in reach. */
  readonly engines: readonly Engine[]
  /** Of any database on the PostgreSQL server, where one is in reach. */
  readonly postgresUrl: string | undefined
  readonly rounds: number
  /** How long one subject is measured in one round. */
  readonly seconds: number
  readonly quick: boolean
  /** How many users the list and the search are measured over, on PostgreSQL. */
  readonly users: number
  /** A server with very many users; made when it is first asked for, and kept for the next. */
  crowd(engine: Engine): Promise<Crowd>
  /** Says what is going on. */
  step(text: string): void
}

/** One row of what is promised, measured. */
export interface Benchmark {
  readonly name: string
  /** What `--only` and the progress call it. */
  readonly title: string
  run(bench: Bench): Promise<Finding>
}

/** A place for a server's data that is gone afterwards. */
export type TempPlace = Place & AsyncDisposable

export async function createPlace({ postgresUrl }: Bench, engine: Engine): Promise<TempPlace> {
  const dir = createTempDir()
  if (engine === 'embedded') return { dataDir: dir.path, [Symbol.asyncDispose]: async () => dir[Symbol.dispose]() }
  if (postgresUrl === undefined) throw new Error('There is no PostgreSQL server in reach')
  const database = await createTempDatabase(postgresUrl)
  return {
    dataDir: dir.path,
    databaseUrl: database.url,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}
