import type { UserRead } from '@roster/client'
import { useSession } from '@roster/client/react'
import { useRouter } from '@tanstack/react-router'
import { BookOpen, Inbox, LogOut, UserRound } from 'lucide-react'
import { useMessages } from '../i18n/messages.ts'
import { settings } from '../settings.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'

export interface UserMenuProps {
  readonly user: UserRead
  /** The picture alone. */
  readonly compact?: boolean
}

export function UserMenu({ user, compact = false }: UserMenuProps) {
  const { navigation } = useMessages()
  const { signOut } = useSession()
  const router = useRouter()
  const name = user.name ?? user.email
  const items = [
    {
      label: navigation.profile,
      icon: <UserRound className="size-4" aria-hidden />,
      run: () => void router.navigate({ to: '/account' }),
    },
    {
      label: navigation.reference,
      icon: <BookOpen className="size-4" aria-hidden />,
      run: () => location.assign(`${settings.base}/docs`),
    },
    ...(settings.inboxPath === null
      ? []
      : [
          {
            label: navigation.inbox,
            icon: <Inbox className="size-4" aria-hidden />,
            run: () => location.assign(`${settings.base}${settings.inboxPath}`),
          },
        ]),
    {
      label: navigation.signOut,
      icon: <LogOut className="size-4" aria-hidden />,
      run: () => void signOut().catch(() => showToast({ text: navigation.signedOutHere, tone: 'danger' })),
    },
  ]
  return (
    <Menu
      look="quiet"
      label={compact ? `${navigation.account}: ${name}` : undefined}
      className={compact ? 'aspect-square px-0!' : 'w-full min-w-0 justify-start! px-1.5! text-left'}
      items={items}
    >
      <Avatar user={user} />
      {!compact && (
        <span className="min-w-0 leading-tight">
          <span className="sr-only">{navigation.account}: </span>
          <span className="block truncate text-sm text-text">{name}</span>
          {user.name !== null && <span className="block truncate text-xs font-normal">{user.email}</span>}
        </span>
      )}
    </Menu>
  )
}
