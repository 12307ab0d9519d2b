import type { UserRead } from '@roster/client'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { useAdminMessages } from '../messages.ts'
import { nameOf, RoleBadge, StatusBadge } from '../users/user-cells.tsx'
import { MailMenu } from './mail-menu.tsx'

export function UserHeader({ user, isMe }: { readonly user: UserRead; readonly isMe: boolean }) {
  const { users } = useAdminMessages()
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 items-center gap-3.5">
        <Avatar user={user} />
        <div className="min-w-0">
          <h1 tabIndex={-1} className="line-clamp-3 text-2xl font-semibold tracking-tight" title={nameOf(user)}>
            <bdi>{nameOf(user)}</bdi>
          </h1>
          <p className="mt-1 flex flex-wrap gap-1.5">
            <StatusBadge status={user.status} />
            <RoleBadge role={user.role} />
            {!user.emailVerified && <Badge tone="warn">{users.unverified}</Badge>}
            {isMe && <Badge>{users.you}</Badge>}
          </p>
        </div>
      </div>
      {user.status !== 'deleted' && <MailMenu user={user} />}
    </header>
  )
}
