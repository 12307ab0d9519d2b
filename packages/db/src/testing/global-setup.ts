import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { createDb } from '../create-db.ts'
import { migrate } from '../migrations/migrate.ts'
import { databasesOf, runOnServer, withDatabase } from './admin.ts'
import { startEngineHost } from './engine-host.ts'
import type { TestDatabaseSettings } from './settings.ts'
import { readyDataDir } from './snapshot.ts'

/**
 * Vitest's global setup: makes the migrated database that test files copy, or lends them engines with one. Removes
 * whatever is left of it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { databaseUrl } = project.getProvidedContext()
  const { settings, remove } = databaseUrl
    ? await makeTemplate(databaseUrl)
    : await hostEngines(project.config.maxWorkers)
  project.provide('testDatabase', settings)
  project.provide('readyDataDir', await readyDataDir())
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

async function hostEngines(workers: number): Promise<Prepared> {
  const host = await startEngineHost(workers)
  return { settings: { engine: 'embedded', hostPath: host.path }, remove: async () => host[Symbol.asyncDispose]() }
}
