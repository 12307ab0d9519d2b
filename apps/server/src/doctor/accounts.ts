import { countPendingMigrations, type Database, MigrationError } from '@roster/db'
import { hasActiveAdmin, inspectAuditTail, inspectMailQueue, type MailQueue } from '@roster/domain'
import { type Finding, findingsAbout } from './finding.ts'

const AUDIT_ROWS = 2000
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Mail normally leaves within seconds. */
const LATE_MS = 10 * MINUTE_MS

/** What is pending, or why the schema cannot be used. */
export async function checkMigrations(database: Pick<Database, 'pool'>): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsAbout('Migrations')
  try {
    const pending = await countPendingMigrations(database)
    if (pending === 0) return [ok('the schema is up to date')]
    return [warning(`${pending} not applied yet`, 'The next start applies them; `pnpm db:migrate` does so now.')]
  } catch (error) {
    if (error instanceof MigrationError)
      return [problem('the schema is not the one this version expects', error.message)]
    throw error
  }
}

/** The newest part of the hash chain. */
export async function checkAudit({ client }: Pick<Database, 'client'>): Promise<readonly Finding[]> {
  const { ok, problem } = findingsAbout('Audit log')
  const { events, broken } = await inspectAuditTail(client, AUDIT_ROWS)
  if (broken.length > 0) {
    const rows = broken.slice(0, 3).map(({ seq, problem }) => `row ${seq} ${problem}`)
    return [
      problem(
        `the hash chain is broken: ${rows.join(', ')}${broken.length > 3 ? ' …' : ''}`,
        'Run `pnpm audit:verify` and compare these rows with a backup: nothing in Roster changes them.',
      ),
    ]
  }
  if (events <= AUDIT_ROWS) return [ok(`the hash chain is whole: ${events} ${events === 1 ? 'event' : 'events'}`)]
  return [ok(`the newest ${AUDIT_ROWS} of ${events} events form a whole chain; \`pnpm audit:verify\` looks at all`)]
}

/** Whether somebody can administer. */
export async function checkAdmin({ client }: Pick<Database, 'client'>): Promise<readonly Finding[]> {
  const { ok, warning } = findingsAbout('Administrator')
  if (await hasActiveAdmin(client)) return [ok('there is one')]
  return [
    warning(
      'there is none',
      'Start the server: it prints a link that makes the first one. Or set BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD.',
    ),
  ]
}

/** The outbox. */
export async function checkMailQueue({ client }: Pick<Database, 'client'>, now: Date): Promise<readonly Finding[]> {
  return judgeMailQueue(await inspectMailQueue(client, new Date(now.getTime() - 30 * DAY_MS)), now)
}

export function judgeMailQueue({ waiting, failing, oldest, dropped, sent }: MailQueue, now: Date): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Mail queue')
  const lateMs = oldest === null ? 0 : now.getTime() - oldest.getTime()
  const says = `${waiting} waiting, ${failing} of them after a failure; in 30 days ${sent} sent, ${dropped} given up`
  if (lateMs > LATE_MS) {
    const age = `the oldest for ${Math.round(lateMs / MINUTE_MS)} minutes`
    return [
      problem(`${says}; ${age}`, 'Is a server running, and can it reach the SMTP server? The log says why mails fail.'),
    ]
  }
  if (failing > 0) return [warning(says, 'The log says why mails fail; they are tried again until their links expire.')]
  if (dropped > sent) return [warning(says, 'More are given up than sent: see `mail dropped` in the log.')]
  return [ok(says)]
}
