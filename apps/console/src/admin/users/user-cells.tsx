import type { Role, UserRead, UserStatus } from '@roster/client'
import { Badge } from '../../ui/badge.tsx'
import { useAdminMessages } from '../messages.ts'

/** What people call somebody, else their address. */
export const nameOf = ({ name, email }: Pick<UserRead, 'name' | 'email'>): string => name ?? email

export function RoleBadge({ role }: { readonly role: Role }) {
  const { users } = useAdminMessages()
  return <Badge tone={role === 'admin' ? 'accent' : 'neutral'}>{users.roles[role]}</Badge>
}

const STATUS_TONES = { active: 'ok', disabled: 'warn', deleted: 'danger' } as const

export function StatusBadge({ status }: { readonly status: UserStatus }) {
  const { users } = useAdminMessages()
  return <Badge tone={STATUS_TONES[status]}>{users.statuses[status]}</Badge>
}
