import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { countPendingMigrations, createDb, migrate } from '@roster/db'
import { checkIntegrity } from '../lab/integrity.ts'
import type { Lab } from '../lab/lab.ts'
import { type Cluster, eventually } from '../lab/postgres.ts'
import type { Scenario } from '../lab/scenario.ts'
import { targetOf } from '../lab/sign-in.ts'
import { embeddedStore, postgresStore, type Store } from '../lab/store.ts'
import { createTally, expectThat, type Tally } from '../lab/tally.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../../prisma/migrations')
const EMBEDDED_KILLS = 6
/** About as long as the embedded engine takes for the last migration. */
const LONGEST_MS = 120
const PATIENCE_MS = 60_000

/** A migration that is killed is there or it is not; the next start applies what is missing. */
export const killMigration: Scenario = {
  name: 'kill-migration',
  async run(lab) {
    const tally = createTally()
    let undone = 0
    for (let kill = 0; kill < EMBEDDED_KILLS; kill++) {
      const delayMs = Math.round((kill * LONGEST_MS) / (EMBEDDED_KILLS - 1))
      if (await killEmbedded(lab, tally, delayMs)) undone += 1
    }
    lab.say(`embedded engine: ${undone} of ${EMBEDDED_KILLS} kills came before the commit`)
    const cluster = await lab.postgres()
    if (typeof cluster === 'object') await killPostgres(lab, tally, cluster)
    const engines = typeof cluster === 'object' ? 'both engines' : `the embedded engine (PostgreSQL: ${cluster})`
    return {
      kind: 'tried',
      what: `${tally.tried} kills`,
      tally,
      outcome: `the next start applies what is missing, on ${engines}`,
    }
  },
}

/** @returns whether the kill came before the commit */
async function killEmbedded(lab: Lab, tally: Tally, delayMs: number): Promise<boolean> {
  const dataDir = join(lab.dir('half'), 'data')
  const store = embeddedStore(dataDir)
  await leaveOneOut(lab, store)
  {
    await using server = await lab.spawn(store.settings)
    const socket = join(dataDir, 'socket', '.s.PGSQL.5432')
    await eventually(async () => expectFact(existsSync(socket), 'The engine does not run'), PATIENCE_MS)
    await delay(delayMs)
    await server.kill()
  }
  return startAgain(lab, tally, store)
}

/** The migration waits for a table that the test holds, so that the kill surely comes in the middle of it. */
async function killPostgres(lab: Lab, tally: Tally, cluster: Cluster): Promise<void> {
  const { url } = await cluster.createDatabase()
  const store = postgresStore(url, lab.dir('data'))
  await leaveOneOut(lab, store)
  await using database = await createDb({ url, limits: { idleInTransactionTimeoutMs: PATIENCE_MS } })
  const holder = await database.pool.connect()
  await holder.query('BEGIN; LOCK TABLE users IN ROW EXCLUSIVE MODE')
  {
    await using server = await lab.spawn(store.settings)
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
    await eventually(async () => {
      expectFact((await database.pool.query(waiting)).rowCount !== 0, 'The migration does not wait')
    }, PATIENCE_MS)
    await server.kill()
  }
  await holder.query('ROLLBACK')
  holder.release()
  expectThat(tally, await startAgain(lab, tally, store), 'PostgreSQL: a killed migration was committed')
}

/** @returns whether the migration was missing after the kill */
async function startAgain(lab: Lab, tally: Tally, store: Store): Promise<boolean> {
  tally.tried += 1
  const missing = await store.inspect(countPendingMigrations)
  await using server = await lab.start(store.settings)
  await targetOf(server)
  tally.acknowledged += 1
  await server.stop()
  await store.inspect(async (database) => {
    const stillMissing = await countPendingMigrations(database)
    if (stillMissing > 0) tally.lost.push(`${stillMissing} migrations were not applied by the next start`)
    await checkIntegrity(database, tally)
  })
  return missing > 0
}

/** A database that lacks the last migration. */
async function leaveOneOut(lab: Lab, store: Store): Promise<void> {
  const entries = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const names = entries.map(({ name }) => name).sort()
  const dir = lab.dir('migrations')
  for (const name of names.slice(0, -1)) cpSync(join(MIGRATIONS, name), join(dir, name), { recursive: true })
  await store.inspect((database) => migrate(database, { dir }))
}

function expectFact(fact: boolean, otherwise: string): void {
  if (!fact) throw new Error(otherwise)
}
