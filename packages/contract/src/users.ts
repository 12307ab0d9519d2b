import { z } from 'zod'
import { Email } from './email.ts'
import { IdempotencyKey } from './idempotency.ts'
import { Cursor, Limit, pageOf } from './page.ts'
import { NewPassword, OneTimeToken, PasswordInput } from './passwords.ts'
import { Role, UserStatus } from './roles.ts'
import { hasNoControls, Id, Instant, Timestamp, text, textOf } from './text.ts'

/** What people call themselves: 1 to 200 code points, one line, NFC, trimmed. */
export const Name = text()
  .max(1000)
  .overwrite((value) => value.normalize('NFC').trim())
  .refine(hasNoControls, { message: 'Must not hold control characters', params: { code: 'control_characters' } })
  .pipe(textOf(1, 200))
  .meta({ minLength: 1, maxLength: 200, examples: ['Ada Lovelace'] })

export const UserRead = z
  .object({
    id: Id,
    email: z.string().meta({ format: 'email', examples: ['ada@example.com'] }),
    emailVerified: z.boolean(),
    name: z
      .string()
      .nullable()
      .meta({ examples: ['Ada Lovelace'] }),
    role: Role,
    status: UserStatus,
    createdAt: Timestamp,
    updatedAt: Timestamp,
    lastLoginAt: Timestamp.nullable(),
  })
  .meta({ id: 'UserRead', description: 'A user, as every caller sees one.' })
export type UserRead = z.infer<typeof UserRead>

export const UserCreate = z
  .strictObject({ email: Email, password: NewPassword, name: Name.nullable().optional() })
  .meta({ id: 'UserCreate' })
export type UserCreate = z.infer<typeof UserCreate>

/** What registering takes: a new user, and perhaps a key to repeat it by. */
export const UserRegister = UserCreate.extend({ idempotencyKey: IdempotencyKey.optional() }).meta({ id: 'UserCreate' })
export type UserRegister = z.infer<typeof UserRegister>

/** A user's id, or `me` for the caller. */
export const UserId = z
  .union([z.literal('me'), z.uuid().toLowerCase()])
  .meta({ description: 'The id of a user, or `me`.', examples: ['me'] })

export const UserRef = z.strictObject({ userId: UserId })
export type UserRef = z.infer<typeof UserRef>

export const UserUpdate = z.strictObject({
  userId: UserId,
  ifMatch: text()
    .max(200)
    .optional()
    .meta({ description: 'The `ETag` that this change is based on, with its quotes.', examples: ['"3"'] }),
  name: Name.nullable().optional().describe('`null` clears it.'),
  email: Email.optional().describe('Takes effect when the link mailed to the new address is confirmed.'),
  password: NewPassword.optional(),
  currentPassword: PasswordInput.optional().describe('Needed to change your own `email` or `password`.'),
  role: Role.optional().describe('Administrators only.'),
  status: UserStatus.exclude(['deleted']).optional().describe('Administrators only.'),
})
export type UserUpdate = z.infer<typeof UserUpdate>

export const UserSort = z.enum([
  'created_at',
  '-created_at',
  'email',
  '-email',
  'name',
  '-name',
  'last_login_at',
  '-last_login_at',
])
export type UserSort = z.infer<typeof UserSort>

export const UserListQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor.optional(),
  search: textOf(0, 200)
    .optional()
    .describe('Part of the e-mail address or the name, in any case. `%` and `_` are literal.'),
  role: Role.optional(),
  status: UserStatus.optional().describe('Deleted users are listed with `deleted` alone.'),
  createdAfter: Instant.optional().describe('Inclusive.'),
  createdBefore: Instant.optional().describe('Inclusive.'),
  sort: UserSort.default('-created_at'),
  includeTotal: z
    .boolean()
    .default(false)
    .describe('Count all matches too, which costs time on large lists. Very many are estimated.'),
})
export type UserListQuery = z.infer<typeof UserListQuery>

export const UserPage = pageOf(UserRead)
  .extend({
    total: z.int().nonnegative().optional(),
    totalIsEstimate: z.literal(true).optional().describe('There are too many to count them: `total` is about right.'),
  })
  .meta({ id: 'UserPage' })
export type UserPage = z.infer<typeof UserPage>

/** Makes the first administrator, with the one-time link that the server prints while there is none. */
export const BootstrapAdmin = UserCreate.extend({ token: OneTimeToken })
export type BootstrapAdmin = z.infer<typeof BootstrapAdmin>
