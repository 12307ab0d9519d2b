import type { Pool } from 'pg'
import { domains, firstNames, lastNames } from './people.ts'

const CHUNK = 50_000
/** Longer than a request may take: these are statements over a whole table. */
const TIMEOUT_MS = 600_000
const PREPARE = "SET maintenance_work_mem = '256MB'; SET synchronous_commit = off"

// Numbers that jump about but are the same at every run: 2654435761 is Knuth's multiplier. Small remainders are more
// frequent than large ones, as names are. Times are spread over three years; one account in a hundred was deleted,
// one in two hundred is disabled, a few administer, one in five has no name, one in ten never came back.
const INSERT = `
  INSERT INTO users (id, email, email_verified_at, name, role, status, password_hash, created_at, updated_at,
    last_login_at, deleted_at)
  SELECT gen_random_uuid(), lower(translate(first || '.' || last, 'éüäöëßáíúñčćōÖŌ', 'euaoesaiunccooo')) || n || '@' || domain,
    created_at, CASE WHEN h % 5 > 0 THEN first || ' ' || last END,
    (CASE WHEN n % 20000 = 7 THEN 'admin' ELSE 'user' END)::role,
    (CASE WHEN n % 200 = 11 THEN 'disabled' ELSE 'active' END)::user_status, NULL, created_at, created_at,
    CASE WHEN h % 10 > 0 THEN created_at + (h % 9973) * interval '1 hour' END,
    CASE WHEN n % 100 = 13 THEN created_at + interval '1 day' END
  FROM (
    SELECT n, h, ($3::text[])[1 + (power((h % 1000003) / 1000003.0, 2) * $6)::int] AS first,
      ($4::text[])[1 + (power((h % 999983) / 999983.0, 2) * $7)::int] AS last,
      ($5::text[])[1 + (power((h % 99991) / 99991.0, 2) * $8)::int] AS domain,
      date_trunc('milliseconds', timestamptz '2026-10-01' - (h % 94608000) * interval '1 second') AS created_at
    FROM (SELECT n, (n * 2654435761) % 4294967296 AS h FROM generate_series($1::bigint, $2::bigint) AS n) AS numbered
  ) AS person`

export interface SeedOptions {
  readonly count: number
  /** The number of the first one; addresses are made of it. */
  readonly first?: number
  onStep(text: string): void
}

/**
 * Fills the table of users of a migrated database, fast: indexes that no constraint needs are made again at the end.
 * Nobody can sign in with these accounts.
 */
export async function seedUsers(pool: Pool, { count, first: begin = 1, onStep }: SeedOptions): Promise<void> {
  const client = await pool.connect()
  const run = (text: string, values: readonly unknown[] = []) =>
    client.query({ text, values: [...values], query_timeout: TIMEOUT_MS } as never)
  try {
    await run(`SET statement_timeout = ${TIMEOUT_MS}; ${PREPARE}`)
    const { rows: indexes } = (await run(
      `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
       WHERE tablename = 'users' AND schemaname = current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint)
         AND indexname <> 'users_email_key'`,
    )) as { rows: { name: string; definition: string }[] }
    for (const { name } of indexes) await run(`DROP INDEX "${name}"`)
    const end = begin + count - 1
    for (let first = begin; first <= end; first += CHUNK) {
      const last = Math.min(first + CHUNK - 1, end)
      const sizes = [firstNames.length - 1, lastNames.length - 1, domains.length - 1]
      await run(INSERT, [first, last, firstNames, lastNames, domains, ...sizes])
      onStep(`${(last - begin + 1).toLocaleString('en')} of ${count.toLocaleString('en')} users`)
    }
    for (const { name, definition } of indexes) {
      onStep(`index ${name}`)
      await run(definition)
    }
    onStep('statistics')
    await run('VACUUM ANALYZE users')
    await run('RESET statement_timeout; RESET maintenance_work_mem; RESET synchronous_commit')
  } finally {
    client.release()
  }
}
