import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createDb, type Database, DataDirLockedError } from '@roster/db'
import { createVault, listSigningKeys } from '@roster/domain'
import { readAuthSecret } from '../auth-secret.ts'
import type { Env } from '../env.ts'
import { explain } from '../explain.ts'
import { checkAdmin, checkAudit, checkMailQueue, checkMigrations } from './accounts.ts'
import { judgeClock } from './clock.ts'
import { judgeConfiguration } from './configuration.ts'
import { inspectPostgres, judgeEmbedded, judgePostgres, measureLatency } from './database.ts'
import { inspectDisk, judgeDisk } from './disk.ts'
import { judgeExposure } from './exposure.ts'
import { attempt, type Finding, findingsAbout } from './finding.ts'
import { judgeHashCost, measureHash } from './hash-cost.ts'
import { checkLimitsStore } from './limits-store.ts'
import { checkMail } from './mail.ts'
import { askRunningServer, localUrlOf } from './running-server.ts'
import { judgeRuntime, thisMachine } from './runtime.ts'
import { inspectSecrets, judgeSecrets } from './secrets.ts'
import { judgeSigningKeys } from './signing-keys.ts'

/** Looks at everything that can be looked at, and changes nothing. */
export async function examine(env: Env): Promise<readonly Finding[]> {
  const isEmbedded = env.databaseUrl === undefined
  const run = (about: string, check: () => Promise<readonly Finding[]>) => attempt(about, check, explain)
  const findings = [
    judgeConfiguration(env),
    judgeRuntime(thisMachine()),
    await run('Secrets', async () => judgeSecrets(await inspectSecrets(env))),
    await run('Database', () => examineDatabase(env)),
    await run('Rate limits', () => checkLimitsStore(env.redisUrl, env.rateLimitScale, env.mode)),
    await run('Mail', () => checkMail(env)),
    judgeExposure(env),
    await run('Password hash', async () =>
      judgeHashCost(
        env.passwordHashCost,
        await measureHash(env.passwordHashCost),
        env.hashWorkers ?? availableParallelism(),
      ),
    ),
    await run('Data directory', async () =>
      judgeDisk(await inspectDisk(env.dataDir), isEmbedded || env.authSecret === undefined),
    ),
  ]
  return findings.flat()
}

async function examineDatabase(env: Env): Promise<readonly Finding[]> {
  if (env.databaseUrl === undefined) return examineEmbedded(env)
  await using database = await createDb({ url: env.databaseUrl, limits: { max: 1 } })
  const facts = await inspectPostgres(database)
  const setup = {
    host: new URL(env.databaseUrl).hostname,
    poolSize: env.databasePoolSize,
    latencyMs: await measureLatency(database),
  }
  return [...judgePostgres(facts, setup), ...judgeClock(facts.driftMs), ...(await examineAccounts(env, database))]
}

async function examineEmbedded(env: Env): Promise<readonly Finding[]> {
  const engine = judgeEmbedded(env.mode)
  if (!existsSync(join(env.dataDir, 'pg'))) {
    return [engine, findingsAbout('Migrations').ok('the database does not exist yet; the first start makes it')]
  }
  try {
    await using database = await createDb({ dataDir: env.dataDir })
    return [engine, ...(await examineAccounts(env, database))]
  } catch (error) {
    if (!(error instanceof DataDirLockedError)) throw error
    return [engine, ...(await askRunningServer(error, localUrlOf(env)))]
  }
}

async function examineAccounts(env: Env, database: Database): Promise<readonly Finding[]> {
  const migrations = await checkMigrations(database)
  if (migrations.some(({ level }) => level !== 'ok')) {
    const rest = findingsAbout('Left out').unknown(
      'signing keys, audit log, administrator and mail queue: the schema first',
    )
    return [...migrations, rest]
  }
  const now = new Date()
  const run = (about: string, check: () => Promise<readonly Finding[]>) => attempt(about, check, explain)
  return [
    ...migrations,
    ...(await run('Signing keys', () => checkSigningKeys(env, database, now))),
    ...(await run('Audit log', () => checkAudit(database))),
    ...(await run('Administrator', () => checkAdmin(database))),
    ...(await run('Mail queue', () => checkMailQueue(database, now))),
  ]
}

async function checkSigningKeys(env: Env, { client }: Database, now: Date): Promise<readonly Finding[]> {
  const secret = env.authSecret ?? (await readAuthSecret(env.dataDir))
  // Without a secret nothing opens, which is what has to be said if there are keys.
  const vault = createVault(secret ?? '')
  return judgeSigningKeys(await listSigningKeys({ client, vault, now: () => now }), env.signingKeyRotationDays, now)
}
