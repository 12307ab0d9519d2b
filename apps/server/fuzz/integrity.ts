import { verifyAuditChain } from '@roster/domain'
import { CANARY } from './fields.ts'
import type { FuzzServer } from './server.ts'

/** What is wrong with the server and what it has stored, after everything. */
export async function findDamage(
  { database, origin, services }: FuzzServer,
  secrets: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { pool, client } = database
  await services.mailWorker.runOnce()
  const { broken } = await verifyAuditChain(client)
  const tables = await pool.query<{ name: string }>(
    'SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema()',
  )
  const damage = broken.map(({ seq, problem }) => `audit row ${seq}: ${problem}`)
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    if (rows.some(({ row }) => leaks(row, secrets))) damage.push(`the table ${name} holds a secret in the clear`)
  }
  const count = async (sql: string) =>
    Number((await pool.query<{ count: string }>(`SELECT count(*) FROM ${sql}`)).rows[0]?.count)
  if ((await count("users WHERE role = 'admin' AND status = 'active' AND deleted_at IS NULL")) === 0)
    damage.push('no administrator is left')
  // An import has one event for all whom it made.
  const users = await count('users WHERE import_digest IS NULL')
  const made = await count("audit_events WHERE action IN ('user.registered', 'user.invited')")
  if (users !== made) damage.push(`${users} users, and ${made} events of their making`)
  for (const path of ['/health/live', '/health/ready', '/metrics']) {
    const reply = await fetch(new URL(path, origin))
    if (reply.status !== 200) damage.push(`${path} answers ${reply.status}`)
    if (leaks(await reply.text(), secrets)) damage.push(`${path} tells a secret`)
  }
  return damage
}

/** Whether a text holds the canary, a token that was given out, or anything that looks like an access token. */
export function leaks(text: string, secrets: ReadonlySet<string>): boolean {
  if (text.includes(CANARY) || /eyJ[\w-]{20}/.test(text)) return true
  return (text.match(/[\w-]{43}/g) ?? []).some((word) => secrets.has(word))
}
