import { misuse } from '../../../failure.ts'
import { restoreCell } from '../../export/formulas.ts'
import type { ImportRow, Source } from './source.ts'
import { flagOf, said, timeOf } from './values.ts'

/** As they are on REST and in exports, and what they are called in the client. */
const NAMES = {
  id: 'id',
  email: 'email',
  email_verified: 'emailVerified',
  email_verified_at: 'emailVerifiedAt',
  name: 'name',
  role: 'role',
  status: 'status',
  password_hash: 'passwordHash',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  last_login_at: 'lastLoginAt',
  deleted_at: 'deletedAt',
} as const satisfies Record<string, keyof ImportRow>

const isKnown = (name: string): name is keyof typeof NAMES => Object.hasOwn(NAMES, name)

/** Roster's own names: an export of Roster, or whatever somebody has brought into that form. */
export const generic: Source = {
  adapt(fields, options) {
    const row: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(fields)) {
      if (isKnown(name)) row[NAMES[name]] = options.isCsv ? fromCell(name, String(value)) : value
      else if (!options.ignoreUnknown) row[name] = value
    }
    if (options.emailsVerified) row.emailVerified ??= true
    return { row: said(row) }
  },
  checkColumns(columns, { ignoreUnknown }) {
    const unknown = columns.filter((name) => !isKnown(name))
    if (!columns.includes('email') || (unknown.length > 0 && !ignoreUnknown)) {
      const problem = columns.includes('email') ? `There is no field ${unknown.join(', ')}` : 'There is no column email'
      throw misuse(
        `${problem}.`,
        `The first line names the columns: ${Object.keys(NAMES).join(', ')}. Leave others out with --ignore-unknown, or say where the file is from with --from.`,
      )
    }
  },
}

/** CSV knows texts alone, and writes nothing for null. */
function fromCell(name: keyof typeof NAMES, text: string): unknown {
  if (text === '') return undefined
  if (name === 'email_verified') return flagOf(text) ?? text
  return name.endsWith('_at') ? timeOf(text) : restoreCell(text)
}
