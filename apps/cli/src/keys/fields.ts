import type { ApiKeyRead } from '@roster/client'
import { timeOf } from '../output/output.ts'
import type { Column } from '../output/table.ts'

/** Whether a key works, as far as its times tell. */
export function stateOf({ revokedAt, expiresAt }: ApiKeyRead): string {
  if (revokedAt !== null) return 'revoked'
  return Date.parse(expiresAt) <= Date.now() ? 'expired' : 'active'
}

const scopesOf = ({ scopes }: ApiKeyRead): string => scopes.join(' ')

/** A key in a table. */
export const keyColumns: readonly Column<ApiKeyRead>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Name', value: ({ name }) => name, isFlexible: true },
  { title: 'Key', value: ({ prefix }) => `${prefix}…` },
  { title: 'State', value: stateOf },
  { title: 'Expires', value: ({ expiresAt }) => timeOf(expiresAt), isOptional: true },
  { title: 'Last used', value: ({ lastUsedAt }) => timeOf(lastUsedAt), isOptional: true },
  { title: 'Scopes', value: scopesOf, isFlexible: true, isOptional: true },
]

/** A key alone. */
export const keyFields: readonly Column<ApiKeyRead>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Name', value: ({ name }) => name },
  { title: 'Scopes', value: scopesOf },
  { title: 'From', value: ({ ipRanges }) => (ipRanges.length === 0 ? 'anywhere' : ipRanges.join(' ')) },
  { title: 'State', value: stateOf },
  { title: 'Expires', value: ({ expiresAt }) => timeOf(expiresAt) },
  { title: 'Last used', value: ({ lastUsedAt }) => timeOf(lastUsedAt) },
]
