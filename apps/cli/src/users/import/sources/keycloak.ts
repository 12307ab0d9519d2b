import { type Fields, isFields } from '../record.ts'
import type { Source } from './source.ts'
import { firstOf, flagOf, idOf, joined, objectOf, said, textOf, timeOf } from './values.ts'

/** Keycloak: the JSON of `kc.sh export`, a realm with its users or a file of users. Its ids are UUIDs, and stay. */
export const keycloak: Source = {
  adapt(fields, options) {
    if (textOf(fields.serviceAccountClientId) !== undefined) return { skipped: 'Is the account of a service' }
    const roles: readonly unknown[] = Array.isArray(fields.realmRoles) ? fields.realmRoles : []
    const { id, sourceId } = idOf(fields.id)
    return {
      row: said({
        id,
        email: textOf(fields.email),
        emailVerified: options.emailsVerified || flagOf(fields.emailVerified),
        name: joined(fields.firstName, fields.lastName) ?? textOf(fields.username),
        role: options.keepAdmins && roles.includes('admin') ? ('admin' as const) : undefined,
        status: flagOf(fields.enabled) === false ? ('disabled' as const) : undefined,
        passwordHash: hashOf(fields.credentials),
        createdAt: timeOf(fields.createdTimestamp),
      }),
      sourceId,
    }
  },
}

/** Of the credentials, the password. Before Keycloak 8 its parts stood beside each other, since then they are JSON in JSON. */
function hashOf(credentials: unknown): string | undefined {
  if (!Array.isArray(credentials)) return undefined
  const password = credentials.filter(isFields).find(({ type }) => type === 'password')
  if (password === undefined) return undefined
  const secret = objectOf(password.secretData)
  const about = objectOf(password.credentialData)
  const value = firstOf(secret.value, password.hashedSaltedValue)
  const salt = firstOf(secret.salt, password.salt)
  const algorithm = firstOf(about.algorithm, password.algorithm)
  const iterations = firstOf(about.hashIterations, password.hashIterations)
  if (value === undefined || salt === undefined) return undefined
  if (algorithm === 'argon2') return argon2Of(objectOf(about.additionalParameters), iterations ?? '', salt, value)
  // Keycloak calls PBKDF2 over SHA-1 just that, as passlib does.
  const name = algorithm?.startsWith('pbkdf2') ? algorithm : `unknown-${algorithm}`
  return `$${name}$${iterations}$${unpadded(salt)}$${unpadded(value)}`
}

function argon2Of(parameters: Fields, passes: string, salt: string, value: string): string {
  const [type, memory, lanes] = ['type', 'memory', 'parallelism'].map((name) => {
    const given = parameters[name]
    return textOf(Array.isArray(given) ? given[0] : given)
  })
  return `$argon2${type}$v=19$m=${memory},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(value)}`
}

const unpadded = (base64: string): string => base64.replace(/=+$/, '')
