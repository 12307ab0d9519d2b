import { isFields } from '../record.ts'
import type { Source } from './source.ts'
import { firstOf, flagOf, idOf, said, textOf, timeOf } from './values.ts'

/**
 * better-auth: its table `user` with `password` of the row in `account` whose `provider_id` is `credential`, or that
 * account nested under `accounts`. Columns as its schemas name them, `emailVerified` or `email_verified`.
 */
export const betterAuth: Source = {
  adapt(fields, options) {
    const roles = textOf(fields.role)?.split(',') ?? []
    const { id, sourceId } = idOf(fields.id ?? fields.user_id)
    const verified = flagOf(fields.emailVerified ?? fields.email_verified)
    return {
      row: said({
        id,
        email: textOf(fields.email),
        emailVerified: options.emailsVerified || verified,
        name: textOf(fields.name),
        role: options.keepAdmins && roles.includes('admin') ? ('admin' as const) : undefined,
        status: flagOf(fields.banned) ? ('disabled' as const) : undefined,
        passwordHash: firstOf(fields.password, fields.password_hash) ?? nestedHash(fields.accounts),
        createdAt: timeOf(fields.createdAt ?? fields.created_at),
        updatedAt: timeOf(fields.updatedAt ?? fields.updated_at),
      }),
      sourceId,
    }
  },
}

function nestedHash(accounts: unknown): string | undefined {
  if (!Array.isArray(accounts)) return undefined
  const own = accounts.filter(isFields).find((account) => (account.providerId ?? account.provider_id) === 'credential')
  return textOf(own?.password)
}
