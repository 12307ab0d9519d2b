import type { UserRead } from '@roster/client'
import { timeOf } from '../output/output.ts'
import type { Column } from '../output/table.ts'

/** A user in a table. */
export const userColumns: readonly Column<UserRead>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'E-mail', value: ({ email }) => email, isFlexible: true },
  { title: 'Name', value: ({ name }) => name, isFlexible: true, isOptional: true },
  { title: 'Role', value: ({ role }) => role },
  { title: 'Status', value: ({ status }) => status },
  { title: 'Created', value: ({ createdAt }) => timeOf(createdAt), isOptional: true },
  { title: 'Last sign-in', value: ({ lastLoginAt }) => timeOf(lastLoginAt), isOptional: true },
]

/** A user alone. */
export const userFields: readonly Column<UserRead>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'E-mail', value: ({ email, emailVerified }) => `${email}${emailVerified ? '' : ' (not confirmed)'}` },
  { title: 'Name', value: ({ name }) => name },
  { title: 'Role', value: ({ role }) => role },
  { title: 'Status', value: ({ status }) => status },
  { title: 'Created', value: ({ createdAt }) => timeOf(createdAt) },
  { title: 'Updated', value: ({ updatedAt }) => timeOf(updatedAt) },
  { title: 'Last sign-in', value: ({ lastLoginAt }) => timeOf(lastLoginAt) },
]
