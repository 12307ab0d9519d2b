import type { Source } from './source.ts'
import { flagOf, joined, objectOf, said, textOf, timeOf } from './values.ts'

/**
 * Django: `manage.py dumpdata auth.user` (JSON), or the table `auth_user`, as CSV or NDJSON. Its ids are numbers, which
 * cannot stay. It does not know whether an address was confirmed.
 */
export const django: Source = {
  adapt(record, options) {
    const isDump = 'model' in record && 'fields' in record
    if (isDump && !/user$/i.test(String(record.model))) return { skipped: `Is a ${String(record.model)}` }
    const fields = isDump ? objectOf(record.fields) : record
    const password = textOf(fields.password)
    return {
      row: said({
        email: textOf(fields.email),
        emailVerified: options.emailsVerified || undefined,
        name: joined(fields.first_name, fields.last_name) ?? textOf(fields.username),
        role: options.keepAdmins && flagOf(fields.is_superuser) ? ('admin' as const) : undefined,
        status: flagOf(fields.is_active) === false ? ('disabled' as const) : undefined,
        // What begins like this is a password that nobody can sign in with.
        passwordHash: password?.startsWith('!') ? undefined : password,
        createdAt: timeOf(fields.date_joined),
        lastLoginAt: timeOf(fields.last_login),
      }),
      sourceId: textOf(isDump ? record.pk : fields.id),
    }
  },
}
