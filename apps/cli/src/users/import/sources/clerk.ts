import { fbscrypt } from './firebase-hash.ts'
import type { Source } from './source.ts'
import { firstOf, flagOf, idOf, joined, said, textOf, timeOf } from './values.ts'

/** Clerk: the CSV of its dashboard, whose lists are separated by `|`. Its ids, `user_…`, cannot stay. */
export const clerk: Source = {
  adapt(fields, options) {
    const verified = textOf(fields.verified_email_addresses)?.split(/[|,;\s]+/) ?? []
    const unverified = textOf(fields.unverified_email_addresses)?.split(/[|,;\s]+/) ?? []
    const email = firstOf(fields.primary_email_address, verified[0], unverified[0])
    const isOut = flagOf(fields.banned) || flagOf(fields.locked)
    return {
      row: said({
        email,
        emailVerified: options.emailsVerified || (email !== undefined && verified.includes(email)),
        name: joined(fields.first_name, fields.last_name) ?? textOf(fields.username),
        status: isOut ? ('disabled' as const) : undefined,
        passwordHash: hashOf(textOf(fields.password_digest), textOf(fields.password_hasher)),
        createdAt: timeOf(fields.created_at),
        updatedAt: timeOf(fields.updated_at),
        lastLoginAt: timeOf(fields.last_sign_in_at),
      }),
      sourceId: idOf(fields.id).sourceId,
    }
  },
}

/** `scrypt_firebase` is `hash$salt$signer key$salt separator$rounds$memory cost`; the others are as their programs write them. */
function hashOf(digest: string | undefined, hasher: string | undefined): string | undefined {
  if (digest === undefined || hasher !== 'scrypt_firebase') return digest
  const [hash = '', salt = '', signerKey = '', saltSeparator = '', rounds, memCost] = digest.split('$')
  return fbscrypt(hash, salt, { signerKey, saltSeparator, rounds: Number(rounds), memCost: Number(memCost) })
}
