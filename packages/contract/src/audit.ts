import { z } from 'zod'
import { Cursor, Limit, pageOf } from './page.ts'
import { Id, Instant, Timestamp } from './text.ts'

/** What the audit log records. */
export const AuditAction = z.enum([
  'user.registered',
  'user.updated',
  'user.role_changed',
  'user.disabled',
  'user.enabled',
  'user.deleted',
  'user.restored',
  'user.anonymised',
  'user.email_verified',
  'user.email_change_requested',
  'user.email_changed',
  'user.password_changed',
  'user.password_rehashed',
  'user.password_reset_requested',
  'user.password_reset',
  'session.created',
  'session.refresh_reused',
  'session.revoked',
  'session.all_revoked',
  'signing_key.created',
])
export type AuditAction = z.infer<typeof AuditAction>

export const AuditActor = z.object({
  type: z.enum(['anonymous', 'user', 'api_key', 'system']),
  id: z.uuid().nullable(),
})
export type AuditActor = z.infer<typeof AuditActor>

export const AuditEvent = z
  .object({
    id: Id,
    at: Timestamp,
    action: AuditAction,
    actor: AuditActor,
    subjectId: z.uuid().nullable().describe('The user it happened to.'),
    changes: z
      .record(z.string(), z.unknown())
      .describe('Which fields changed; old and new values for role and status.'),
    requestId: z.string().nullable(),
    ipAddress: z.string().nullable(),
    hash: z.string().describe('SHA-256 in hex, over this event and the one before it.'),
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.infer<typeof AuditEvent>

export const AuditListQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor.optional(),
  actorId: z.uuid().toLowerCase().optional(),
  subjectId: z.uuid().toLowerCase().optional(),
  action: AuditAction.optional(),
  after: Instant.optional().describe('Inclusive.'),
  before: Instant.optional().describe('Inclusive.'),
})
export type AuditListQuery = z.infer<typeof AuditListQuery>

export const AuditPage = pageOf(AuditEvent).meta({ id: 'AuditPage' })
export type AuditPage = z.infer<typeof AuditPage>
