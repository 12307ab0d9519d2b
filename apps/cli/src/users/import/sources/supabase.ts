import type { Source } from './source.ts'
import { firstOf, idOf, joined, objectOf, said, textOf, timeOf } from './values.ts'

/** Supabase: the table `auth.users`, as CSV or JSON. Its ids are UUIDs, and stay. Its `role` is PostgreSQL's, not a person's. */
export const supabase: Source = {
  adapt(fields, options) {
    const about = objectOf(fields.raw_user_meta_data ?? fields.user_metadata)
    const verifiedAt = timeOf(fields.email_confirmed_at)
    const { id, sourceId } = idOf(fields.id)
    return {
      row: said({
        id,
        email: textOf(fields.email),
        emailVerified: options.emailsVerified || verifiedAt !== undefined,
        emailVerifiedAt: verifiedAt,
        name:
          firstOf(about.full_name, about.name, about.display_name) ??
          joined(fields.first_name ?? about.first_name, fields.last_name ?? about.last_name),
        status: isBanned(textOf(fields.banned_until)) ? ('disabled' as const) : undefined,
        passwordHash: textOf(fields.encrypted_password),
        createdAt: timeOf(fields.created_at),
        updatedAt: timeOf(fields.updated_at),
        lastLoginAt: timeOf(fields.last_sign_in_at),
        deletedAt: timeOf(fields.deleted_at),
      }),
      sourceId,
    }
  },
}

const isBanned = (until: string | undefined): boolean =>
  until !== undefined && (until === 'infinity' || Date.parse(timeOf(until) ?? '') > Date.now())
