import type { UserExport } from '@roster/client'

/** The columns of a CSV export, in their order; an import takes them under the same names. */
export const exportColumns = [
  ['id', ({ id }) => id],
  ['email', ({ email }) => email],
  ['email_verified_at', ({ emailVerifiedAt }) => emailVerifiedAt],
  ['name', ({ name }) => name],
  ['role', ({ role }) => role],
  ['status', ({ status }) => status],
  ['created_at', ({ createdAt }) => createdAt],
  ['updated_at', ({ updatedAt }) => updatedAt],
  ['last_login_at', ({ lastLoginAt }) => lastLoginAt],
  ['deleted_at', ({ deletedAt }) => deletedAt],
] as const satisfies ReadonlyArray<readonly [string, (user: UserExport) => string | null]>

export const hashColumn = ['password_hash', ({ passwordHash }: UserExport) => passwordHash ?? null] as const
