import type { Database } from '@roster/db'
import { isLoopback } from '../env/safety.ts'
import { type Finding, findingsAbout } from './finding.ts'

const OLDEST_VERSION = 14
const SLOW_MS = 50
const PINGS = 5

export interface PostgresFacts {
  readonly version: string
  readonly versionNumber: number
  readonly encoding: string
  readonly fsync: string
  readonly fullPageWrites: string
  readonly synchronousCommit: string
  readonly isReadOnly: boolean
  readonly isSuperuser: boolean
  /** The extension could not be installed when the schema was made. */
  readonly lacksTrigrams: boolean
  readonly maxConnections: number
  readonly usesTls: boolean
  /** This machine's clock minus the server's. */
  readonly driftMs: number
}

const FACTS = `SELECT
  split_part(current_setting('server_version'), ' ', 1) AS "version",
  current_setting('server_version_num')::int AS "versionNumber",
  current_setting('server_encoding') AS "encoding",
  current_setting('fsync') AS "fsync",
  current_setting('full_page_writes') AS "fullPageWrites",
  current_setting('synchronous_commit') AS "synchronousCommit",
  pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS "isReadOnly",
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS "isSuperuser",
  to_regclass('users_search_pairs_idx') IS NOT NULL AND to_regclass('users_search_trigrams_idx') IS NULL AS "lacksTrigrams",
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS "maxConnections",
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS "usesTls",
  (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs"`

/** Asks the server about itself. The clock is compared with the middle of the time that the question took. */
export async function inspectPostgres({ pool }: Pick<Database, 'pool'>): Promise<PostgresFacts> {
  await pool.query('SELECT 1')
  const askedAt = Date.now()
  const { rows } = await pool.query<Omit<PostgresFacts, 'driftMs'> & { nowMs: number }>(FACTS)
  const [row] = rows
  if (row === undefined) throw new Error('The database answered with nothing')
  const { nowMs, ...facts } = row
  return { ...facts, driftMs: Math.round((askedAt + Date.now()) / 2 - nowMs) }
}

/** The median of a few round trips, in milliseconds. */
export async function measureLatency({ pool }: Pick<Database, 'pool'>): Promise<number> {
  const times: number[] = []
  for (let ping = 0; ping < PINGS; ping++) {
    const startedAt = performance.now()
    await pool.query('SELECT 1')
    times.push(performance.now() - startedAt)
  }
  return times.sort((left, right) => left - right)[PINGS >> 1] ?? 0
}

export interface PostgresSetup {
  readonly host: string
  readonly poolSize: number
  readonly latencyMs: number
}

export function judgePostgres(facts: PostgresFacts, { host, poolSize, latencyMs }: PostgresSetup): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Database')
  const says = `PostgreSQL ${facts.version} on ${host}, ${latencyMs.toFixed(1)} ms away, ${poolSize} of ${facts.maxConnections} connections`
  const isLocal = host === '' || host.startsWith('/') || isLoopback(host)
  return [
    facts.versionNumber < OLDEST_VERSION * 10_000
      ? problem(says, `Upgrade PostgreSQL to ${OLDEST_VERSION} or later.`)
      : latencyMs > SLOW_MS
        ? warning(says, 'Move the two closer together: every request waits several times.')
        : ok(says),
    facts.encoding !== 'UTF8' && problem(`its encoding is ${facts.encoding}`, 'Use a database with the encoding UTF8.'),
    facts.isReadOnly && problem('it takes no changes', 'Point DATABASE_URL at the primary server.'),
    ...judgeDurability(facts).map((text) =>
      problem(text, 'Set it back to on: an answer that was given must survive a power cut.'),
    ),
    poolSize >= facts.maxConnections &&
      problem(
        `the pool may take all ${facts.maxConnections} connections`,
        'Lower DATABASE_POOL_SIZE, counting every server, or raise max_connections.',
      ),
    facts.isSuperuser &&
      warning(
        'Roster connects as a superuser, who can switch off what protects the audit log',
        'Give it a role of its own that owns its database and nothing else.',
      ),
    facts.lacksTrigrams &&
      warning(
        'searches read every user: there is no index over trigrams',
        'As the owner of the database run CREATE EXTENSION pg_trgm, then the CREATE INDEX of users_search_trigrams_idx in prisma/migrations/*_search.',
      ),
    !facts.usesTls &&
      !isLocal &&
      warning('the connection is not encrypted', 'Add ?sslmode=verify-full to DATABASE_URL.'),
  ].filter((finding) => finding !== false)
}

function judgeDurability({ fsync, fullPageWrites, synchronousCommit }: PostgresFacts): readonly string[] {
  return [
    fsync === 'off' && 'fsync is off',
    fullPageWrites === 'off' && 'full_page_writes is off',
    synchronousCommit === 'off' && 'synchronous_commit is off',
  ].filter((text) => text !== false)
}

/** What the embedded engine cannot promise. */
export function judgeEmbedded(mode: string): Finding {
  const { warning, problem } = findingsAbout('Database')
  const says = 'embedded engine: a power cut can lose or damage data'
  const advice = 'Set DATABASE_URL to a PostgreSQL server for anything you would miss, and back this directory up.'
  return mode === 'production' ? problem(says, advice) : warning(says, advice)
}
