import type { Database } from '@roster/db'
import type { Tally } from './tally.ts'

/** What must never be found, whatever happened: the half of a pair that one transaction writes. */
const HALVES: Readonly<Record<string, string>> = {
  'a user without exactly one event of its registration': `
    SELECT u.id::text AS what FROM users u
    WHERE (SELECT count(*) FROM audit_events e WHERE e.subject_id = u.id AND e.action = 'user.registered') <> 1`,
  'an event of a registration without its user': `
    SELECT e.subject_id::text AS what FROM audit_events e LEFT JOIN users u ON u.id = e.subject_id
    WHERE e.action = 'user.registered' AND u.id IS NULL`,
  'a version that does not fit the events of its changes': `
    SELECT u.id::text AS what FROM users u WHERE u.version - 1 <> (
      SELECT count(*) FROM audit_events e WHERE e.subject_id = u.id
        AND e.action IN ('user.updated', 'user.password_changed', 'user.deleted', 'user.restored'))`,
  'a registration without its token': `
    SELECT u.id::text AS what FROM users u WHERE u.role = 'user'
      AND NOT EXISTS (SELECT 1 FROM one_time_tokens t WHERE t.user_id = u.id AND t.purpose = 'verify_email')`,
  'a token without its mail, or a mail without its token': `
    SELECT u.id::text || ' ' || p.purpose AS what
    FROM users u CROSS JOIN (VALUES ('verify_email', 'verify-email'), ('reset_password', 'reset-password')) AS p (purpose, template)
    WHERE (SELECT count(*) FROM one_time_tokens t WHERE t.user_id = u.id AND t.purpose::text = p.purpose)
      <> (SELECT count(*) FROM mails m WHERE m.user_id = u.id AND m.template = p.template)`,
  'a reset without the event of who asked for it': `
    SELECT u.id::text AS what FROM users u
    WHERE (SELECT count(*) FROM one_time_tokens t WHERE t.user_id = u.id AND t.purpose = 'reset_password')
      <> (SELECT count(*) FROM audit_events e WHERE e.subject_id = u.id AND e.action = 'user.password_reset_requested')`,
  'a session without its event': `
    SELECT s.id::text AS what FROM sessions s WHERE NOT EXISTS (
      SELECT 1 FROM audit_events e WHERE e.action = 'session.created' AND e.changes->>'sessionId' = s.id::text)`,
  'an event of a sign-in without its session': `
    SELECT e.changes->>'sessionId' AS what FROM audit_events e WHERE e.action = 'session.created'
      AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id::text = e.changes->>'sessionId')`,
  'a session without exactly one refresh token that can be used': `
    SELECT s.id::text AS what FROM sessions s
    WHERE (SELECT count(*) FROM refresh_tokens t WHERE t.session_id = s.id AND t.used_at IS NULL) <> 1`,
  'a living session of a deleted user': `
    SELECT s.id::text AS what FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE u.deleted_at IS NOT NULL AND s.revoked_at IS NULL`,
  'a changed password without its notice': `
    SELECT u.id::text AS what FROM users u
    WHERE (SELECT count(*) FROM audit_events e WHERE e.subject_id = u.id AND e.action = 'user.password_changed')
      <> (SELECT count(*) FROM mails m WHERE m.user_id = u.id AND m.template = 'password-changed')`,
  'a waiting mail without content, or a finished one with it': `
    SELECT id::text AS what FROM mails WHERE (sent_at IS NULL AND dropped_at IS NULL) <> (payload IS NOT NULL)`,
  'a break in the audit chain': `SELECT seq || ' ' || problem AS what FROM verify_audit_chain()`,
  'an index that does not agree with its table': `
    SELECT u.email AS what FROM users u WHERE (SELECT v.id FROM users v WHERE v.email = u.email) IS DISTINCT FROM u.id`,
}

/** Looks for halves of pairs in a whole database. @returns how many audit events are chained */
export async function checkIntegrity({ pool }: Database, tally: Tally): Promise<number> {
  for (const [problem, sql] of Object.entries(HALVES)) {
    const { rows } = await pool.query<{ what: string }>(sql)
    if (rows.length > 0) tally.lost.push(`${problem}: ${rows.length}, the first ${rows[0]?.what}`)
  }
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM audit_events')
  return rows[0]?.count ?? 0
}
