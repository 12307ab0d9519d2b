import type { Source } from './source.ts'
import { firstOf, flagOf, joined, objectOf, said, textOf, timeOf } from './values.ts'

/**
 * Auth0: the export job of the Management API (NDJSON or CSV), the file with `passwordHash` that its support gives out, or
 * one made for its own import (`password_hash`, `custom_password_hash`). Ids such as `auth0|…` cannot stay.
 */
export const auth0: Source = {
  adapt(fields, options) {
    const email = textOf(fields.email)
    // Whoever gave no name is called by their address there.
    const name = firstOf(fields.name) === email ? undefined : firstOf(fields.name)
    return {
      row: said({
        email,
        emailVerified: options.emailsVerified || flagOf(fields.email_verified),
        name: name ?? joined(fields.given_name, fields.family_name) ?? textOf(fields.nickname),
        status: flagOf(fields.blocked) ? ('disabled' as const) : undefined,
        passwordHash: firstOf(fields.passwordHash, fields.password_hash) ?? customHash(fields.custom_password_hash),
        createdAt: timeOf(fields.created_at),
        updatedAt: timeOf(fields.updated_at),
        lastLoginAt: timeOf(fields.last_login),
      }),
      sourceId: firstOf(fields.user_id, objectOf(fields._id).$oid),
    }
  },
}

/** The algorithms whose hash is one text with everything in it: bcrypt, and argon2 and PBKDF2 in the PHC format. */
function customHash(value: unknown): string | undefined {
  const { hash } = objectOf(value)
  return textOf(objectOf(hash).value)
}
