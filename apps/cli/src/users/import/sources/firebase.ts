import { misuse } from '../../../failure.ts'
import { fbscrypt } from './firebase-hash.ts'
import type { FirebaseParameters, Source } from './source.ts'
import { flagOf, idOf, said, textOf, timeOf } from './values.ts'

const providers = ['google', 'facebook', 'twitter', 'github'].flatMap((name) =>
  ['id', 'email', 'displayName', 'photoUrl'].map((field) => `${name}.${field}`),
)

/** Firebase: `firebase auth:export`, as JSON or as CSV, which has no line of names. Its ids cannot stay. */
export const firebase: Source = {
  columns: [
    'localId',
    'email',
    'emailVerified',
    'passwordHash',
    'salt',
    'displayName',
    'photoUrl',
    ...providers,
    'createdAt',
    'lastSignedInAt',
    'phoneNumber',
    'disabled',
    'customAttributes',
  ],
  adapt(fields, options) {
    return {
      row: said({
        email: textOf(fields.email),
        emailVerified: options.emailsVerified || flagOf(fields.emailVerified),
        name: textOf(fields.displayName),
        status: flagOf(fields.disabled) ? ('disabled' as const) : undefined,
        passwordHash: hashOf(textOf(fields.passwordHash), textOf(fields.salt), options.firebase),
        createdAt: timeOf(fields.createdAt),
        lastLoginAt: timeOf(fields.lastSignedInAt ?? fields.lastLoginAt),
      }),
      sourceId: idOf(fields.localId).sourceId,
    }
  },
}

function hashOf(
  hash: string | undefined,
  salt: string | undefined,
  parameters: FirebaseParameters,
): string | undefined {
  if (hash === undefined) return undefined
  if (parameters.signerKey === undefined) {
    throw misuse(
      'These users have password hashes that cannot be checked without the signer key of the project.',
      'Set ROSTER_FIREBASE_SIGNER_KEY to base64_signer_key (Firebase console: Authentication, Users, ⋮, Password hash parameters).',
    )
  }
  return fbscrypt(hash, salt ?? '', parameters)
}
