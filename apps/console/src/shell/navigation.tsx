import { Link, type LinkProps } from '@tanstack/react-router'
import {
  Gauge,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  ShieldCheck,
  UserRound,
  UsersRound,
} from 'lucide-react'
import { type Messages, useMessages } from '../i18n/messages.ts'

interface Place {
  readonly to: NonNullable<LinkProps['to']>
  readonly icon: LucideIcon
  readonly label: (texts: Messages['navigation']) => string
  /** Only this very page, not those below it. */
  readonly exact?: boolean
}

const ACCOUNT: readonly Place[] = [
  { to: '/account', icon: UserRound, label: (texts) => texts.profile, exact: true },
  { to: '/account/security', icon: ShieldCheck, label: (texts) => texts.security },
  { to: '/account/sessions', icon: MonitorSmartphone, label: (texts) => texts.sessions },
]

const ADMINISTRATION: readonly Place[] = [
  { to: '/dashboard', icon: Gauge, label: (texts) => texts.dashboard },
  { to: '/users', icon: UsersRound, label: (texts) => texts.users },
  { to: '/api-keys', icon: KeyRound, label: (texts) => texts.apiKeys },
  { to: '/audit', icon: ScrollText, label: (texts) => texts.audit },
]

export interface NavigationProps {
  readonly isAdmin: boolean
  readonly onNavigate?: () => void
}

export function Navigation({ isAdmin, onNavigate }: NavigationProps) {
  const { navigation } = useMessages()
  return (
    <nav aria-label={navigation.main} className="flex flex-col gap-5">
      {isAdmin && <Group title={navigation.administration} places={ADMINISTRATION} onNavigate={onNavigate} />}
      <Group title={navigation.account} places={ACCOUNT} onNavigate={onNavigate} />
    </nav>
  )
}

interface GroupProps {
  readonly title: string
  readonly places: readonly Place[]
  readonly onNavigate: (() => void) | undefined
}

function Group({ title, places, onNavigate }: GroupProps) {
  const { navigation } = useMessages()
  return (
    <div>
      <h2 className="px-2.5 pb-1.5 text-xs font-medium text-quiet">{title}</h2>
      <ul className="flex flex-col gap-0.5">
        {places.map(({ to, icon: Icon, label, exact = false }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact, includeSearch: false }}
              onClick={onNavigate}
              className="target flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 font-medium no-underline transition-colors"
              activeProps={{ className: 'bg-accent-soft text-accent' }}
              inactiveProps={{ className: 'text-quiet hover:bg-raised hover:text-text' }}
            >
              <Icon className="size-4.5 shrink-0" aria-hidden />
              {label(navigation)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
