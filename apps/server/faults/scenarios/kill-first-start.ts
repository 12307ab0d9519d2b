import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { call } from '../lab/call.ts'
import { checkIntegrity } from '../lab/integrity.ts'
import type { Lab } from '../lab/lab.ts'
import { register } from '../lab/operations.ts'
import type { Scenario } from '../lab/scenario.ts'
import type { ServerProcess } from '../lab/server-process.ts'
import { describe } from '../lab/settle.ts'
import { targetOf } from '../lab/sign-in.ts'
import { embeddedStore } from '../lab/store.ts'
import { createTally, type Tally } from '../lab/tally.ts'

type Moment = (dataDir: string, server: ServerProcess) => boolean

/** What a first start has done when it is killed, in the order in which it happens. */
const MOMENTS = {
  'the secret is made': (dir) => existsSync(join(dir, 'auth-secret')),
  'the directory is locked': (dir) => existsSync(join(dir, 'lock')),
  'the database is begun': (dir) => existsSync(join(dir, 'pg.new')),
  'half the database is written': (dir) => (readdirSync(join(dir, 'pg.new'), { recursive: true }).length ?? 0) > 200,
  'the database is complete': (dir) => existsSync(join(dir, 'pg')),
  'the first migration is applied': (_, server) =>
    server.output.lines.some((line) => line.includes('migration applied')),
  'all migrations are applied': (_, server) =>
    server.output.lines.filter((line) => line.includes('migration applied')).length > 1,
} as const satisfies Record<string, Moment>

/** After these the next start is let through at once. */
const ALONE = ['the database is begun', 'half the database is written', 'the first migration is applied'] as const

/** A first start that is killed on its way leaves nothing that stops the next one. */
export const killFirstStart: Scenario = {
  name: 'kill-first-start',
  async run(lab) {
    const tally = createTally()
    for (const name of ALONE) await startAgainAfter(lab, tally, name, [MOMENTS[name]])
    // One directory that every accident happens to, one after the other.
    const moments = Object.values(MOMENTS)
    await startAgainAfter(lab, tally, 'one after the other', moments)
    return {
      kind: 'tried',
      what: `${ALONE.length + moments.length} kills at ${moments.length} moments`,
      tally,
      outcome: 'the next start makes a whole database, with its administrator',
    }
  },
}

async function startAgainAfter(lab: Lab, tally: Tally, name: string, moments: readonly Moment[]): Promise<void> {
  lab.say(name)
  const dataDir = join(lab.dir('first'), 'data')
  const store = embeddedStore(dataDir)
  for (const moment of moments) {
    await using server = await lab.spawn(store.settings)
    while (!(await reached(moment, dataDir, server))) await delay(1)
    await server.kill()
  }
  await using server = await lab.start(store.settings)
  const target = await targetOf(server)
  tally.tried += 1
  const outcome = await call(
    target.url,
    register({ email: 'first@faults.test', password: 'a long pass phrase', name: 'First' }),
  )
  if (outcome.kind === 'done') tally.acknowledged += 1
  else tally.broken.push(`after a kill when ${name}: nobody can register: ${describe(outcome)}`)
  await server.stop()
  await store.inspect((database) => checkIntegrity(database, tally))
}

/** A moment that has passed unseen counts as reached. */
async function reached(moment: Moment, dataDir: string, server: ServerProcess): Promise<boolean> {
  const ended = await Promise.race([server.ended.then(() => true), delay(0, false)])
  if (ended || server.output.lines.some((line) => line.endsWith(' is running.'))) return true
  try {
    return moment(dataDir, server)
  } catch {
    return false
  }
}
