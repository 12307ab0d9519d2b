import { z } from 'zod'
import { Cursor, Limit, pageOf } from './page.ts'
import { Id, Instant, Timestamp } from './text.ts'

/** What the audit log records. */
export const AuditAction = z.enum([
  'user.registered',
  'user.invited',
  'user.invitation_sent',
  'user.invitation_accepted',
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
  'users.imported',
  'users.exported',
  'backup.taken',
  'session.created',
  'session.refresh_reused',
  'session.revoked',
  'session.all_revoked',
  'signing_key.created',
  'api_key.created',
  'api_key.revoked',
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

export const AUDIT_VERIFY_STEP = 5000

export const AuditVerifyQuery = z.strictObject({
  cursor: Cursor.optional(),
  limit: z
    .int()
    .min(1)
    .max(AUDIT_VERIFY_STEP)
    .default(AUDIT_VERIFY_STEP)
    .meta({ description: 'How many events to look at, at the most.' }),
})
export type AuditVerifyQuery = z.infer<typeof AuditVerifyQuery>

export const AuditVerification = z
  .object({
    checked: z.int().nonnegative().describe('Events looked at so far, those of the calls before included.'),
    total: z.int().nonnegative().describe('Events that there should be now.'),
    intact: z.boolean().describe('Whether every event looked at so far is as it was written.'),
    brokenAt: z
      .object({
        seq: z.int().describe('The number of the event, counted from 1.'),
        problem: z.enum(['changed', 'missing']),
        eventId: z.uuid().nullable().describe('Null for one that is missing.'),
      })
      .nullable()
      .describe('The first event that does not fit; nothing is looked at after it.'),
    head: z
      .string()
      .nullable()
      .describe('The hash of the newest event, in hex, once all were looked at. Kept elsewhere, it dates the log.'),
    nextCursor: z.string().nullable().describe('Where to go on; null when there is nothing left to look at.'),
  })
  .meta({ id: 'AuditVerification' })
export type AuditVerification = z.infer<typeof AuditVerification>
