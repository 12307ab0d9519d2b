import { z } from 'zod'
import { Email } from './email.ts'
import { IdempotencyKey } from './idempotency.ts'
import { NewPassword, OneTimeToken } from './passwords.ts'
import { Role } from './roles.ts'
import { Name } from './users.ts'

export const UserInvite = z
  .strictObject({
    email: Email,
    name: Name.nullable().optional(),
    role: Role.default('user').describe('To invite an administrator takes one who is signed in: API keys cannot.'),
    idempotencyKey: IdempotencyKey.optional(),
  })
  .meta({ id: 'UserInvite' })
export type UserInvite = z.infer<typeof UserInvite>

export const AcceptInvitation = z
  .strictObject({
    token: OneTimeToken,
    newPassword: NewPassword,
    name: Name.nullable().optional().describe('In place of the one that the invitation was made with.'),
  })
  .meta({ id: 'AcceptInvitation' })
export type AcceptInvitation = z.infer<typeof AcceptInvitation>
