import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createDb } from '../create-db.ts'
import { startEngine } from '../embedded/start.ts'
import { migrate } from '../migrations/migrate.ts'
import { createEmbeddedPool } from '../pool.ts'
import { databasesOf, runOnServer, withDatabase } from './admin.ts'
import type { TestDatabaseSettings } from './settings.ts'

/** Vitest's global setup: makes the migrated database that each test file copies, and removes whatever is left of it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { databaseUrl } = project.getProvidedContext()
  const { settings, remove } = databaseUrl ? await makeTemplate(databaseUrl) : await makeSnapshot()
  project.provide('testDatabase', settings)
  return remove
}

type Prepared = { settings: TestDatabaseSettings; remove: () => Promise<void> }

async function makeTemplate(url: string): Promise<Prepared> {
  const prefix = `roster_test_${randomBytes(5).toString('hex')}_`
  const template = `${prefix}template`
  const remove = async () => {
    for (const name of await databasesOf(url, prefix)) await runOnServer(url, `DROP DATABASE "${name}" WITH (FORCE)`)
  }
  await runOnServer(url, `CREATE DATABASE "${template}"`)
  try {
    await using db = await createDb({ url: withDatabase(url, template) })
    await migrate(db)
  } catch (error) {
    await remove()
    throw error
  }
  return { settings: { engine: 'postgresql', url, prefix, template }, remove }
}

async function makeSnapshot(): Promise<Prepared> {
  const dir = await mkdtemp(join(tmpdir(), 'roster-test-'))
  const snapshot = join(dir, 'snapshot.tar')
  const remove = () => rm(dir, { recursive: true, force: true })
  try {
    await using engine = await startEngine({ kind: 'memory', snapshot: null }, () => undefined)
    const pool = createEmbeddedPool(engine.socketDir, { onError: () => undefined })
    await migrate({ pool })
    await pool.end()
    await engine.dump(snapshot)
  } catch (error) {
    await remove()
    throw error
  }
  return { settings: { engine: 'embedded', snapshot }, remove }
}
