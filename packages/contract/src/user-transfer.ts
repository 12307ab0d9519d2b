import { z } from 'zod'
import { Email } from './email.ts'
import { Cursor, pageOf } from './page.ts'
import { Role, UserStatus } from './roles.ts'
import { Id, Instant, Timestamp, text } from './text.ts'
import { Name, UserListQuery } from './users.ts'

export const IMPORT_MAX_ROWS = 500
export const EXPORT_MAX_ROWS = 1000

const PASSWORD_HASH_MAX_LENGTH = 1024

const Status = UserStatus.exclude(['deleted'])

/** A user to be made, as another system or an export of Roster has them. What is left out has the default of a new user. */
export const UserImportRow = z
  .strictObject({
    id: z.uuid().toLowerCase().optional().describe('Kept; a new one is made where there is none.'),
    email: Email,
    emailVerified: z.boolean().optional(),
    emailVerifiedAt: Instant.nullable().optional(),
    name: Name.nullable().optional(),
    role: Role.optional(),
    status: Status.optional(),
    passwordHash: text()
      .min(1)
      .max(PASSWORD_HASH_MAX_LENGTH)
      .nullable()
      .optional()
      .describe('In a layout that Roster can check; replaced by one of its own at the first sign-in.'),
    createdAt: Instant.optional(),
    updatedAt: Instant.optional(),
    lastLoginAt: Instant.nullable().optional(),
    deletedAt: Instant.nullable().optional().describe('Set for a user who was deleted.'),
  })
  .refine(({ emailVerified, emailVerifiedAt: at }) => emailVerified !== false || at === undefined || at === null, {
    path: ['emailVerified'],
    message: 'Must not be false beside a time of the confirmation',
    params: { code: 'contradiction' },
  })
export type UserImportRow = z.infer<typeof UserImportRow>

/** Says of a field what its schema says, and takes anything: a row is judged by itself, and the others go on. */
const unjudged = (schema: z.ZodType) => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return z.unknown().optional().meta(json)
}

const AnyRow = z.looseObject(
  Object.fromEntries(Object.entries(UserImportRow.shape).map(([name, field]) => [name, unjudged(field)])),
)

export const UserImport = z
  .strictObject({
    // What comes in is typed for those who write it; what comes out is anything, until each row has been parsed.
    rows: z
      .array(AnyRow as unknown as z.ZodType<unknown, z.input<typeof UserImportRow>>)
      .min(1)
      .max(IMPORT_MAX_ROWS),
    dryRun: z.boolean().default(false).describe('Say what would be done, and do nothing.'),
    dropUnusableHashes: z
      .boolean()
      .default(false)
      .describe('Take users whose hash cannot be used without a password; they need a reset to sign in.'),
  })
  .meta({ id: 'UserImport' })
export type UserImport = z.infer<typeof UserImport>

/** Why a row was not taken. `field` is written as on REST and in files: `password_hash`. */
export const UserImportError = z.object({ field: z.string(), code: z.string(), message: z.string() })
export type UserImportError = z.infer<typeof UserImportError>

export const UserImportOutcome = z.enum(['created', 'unchanged', 'conflict', 'invalid'])
export type UserImportOutcome = z.infer<typeof UserImportOutcome>

export const UserImportResult = z
  .object({
    index: z.int().nonnegative().describe('Of the row, counted from 0.'),
    outcome: UserImportOutcome.describe(
      '`unchanged`: this row was imported before, or there is a user just like it. `conflict`: there is another one, which stays as it is.',
    ),
    userId: Id.nullable().describe(
      'The user that the row made or met; null for a row that is not valid, or a dry run.',
    ),
    passwordDropped: z.boolean().describe('Whether the hash could not be used and was left out.'),
    errors: z.array(UserImportError),
  })
  .meta({ id: 'UserImportResult' })
export type UserImportResult = z.infer<typeof UserImportResult>

const Count = z.int().nonnegative()

export const UserImportReport = z
  .object({
    created: Count,
    unchanged: Count,
    conflict: Count,
    invalid: Count,
    results: z.array(UserImportResult).describe('One a row, in the order of the rows.'),
  })
  .meta({ id: 'UserImportReport' })
export type UserImportReport = z.infer<typeof UserImportReport>

export const UserExport = z
  .object({
    id: Id,
    email: z.string().meta({ format: 'email' }),
    emailVerifiedAt: Timestamp.nullable(),
    name: z.string().nullable(),
    role: Role,
    status: Status.describe('Of a deleted user, the status they had.'),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    lastLoginAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    passwordHash: z.string().nullable().optional().describe('Only where it was asked for.'),
  })
  .meta({ id: 'UserExport', description: 'A user with everything that an import takes.' })
export type UserExport = z.infer<typeof UserExport>

export const UserExportQuery = UserListQuery.omit({ sort: true, includeTotal: true, limit: true }).extend({
  limit: z
    .int()
    .min(1)
    .max(EXPORT_MAX_ROWS)
    .default(EXPORT_MAX_ROWS)
    .meta({ description: 'How many users at the most.' }),
  cursor: Cursor.optional(),
  includeDeleted: z.boolean().default(false).describe('Deleted users too, as long as they can be restored.'),
  includePasswordHashes: z
    .boolean()
    .default(false)
    .describe('For administrators in person. Each page that holds hashes is in the audit log.'),
})
export type UserExportQuery = z.infer<typeof UserExportQuery>

export const UserExportPage = pageOf(UserExport).meta({ id: 'UserExportPage' })
export type UserExportPage = z.infer<typeof UserExportPage>
