import type { UserRead } from '@roster/client'
import { Link, useNavigate } from '@tanstack/react-router'
import { type MouseEvent, useRef } from 'react'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Time } from '../../ui/time.tsx'
import { useAdminMessages } from '../messages.ts'
import type { Selection } from './selection.ts'
import { nameOf, RoleBadge, StatusBadge } from './user-cells.tsx'

export interface UserRowProps {
  readonly user: UserRead
  /** The users of this page, for selecting many with Shift. */
  readonly all: readonly UserRead[]
  readonly selection: Selection
  readonly isMe: boolean
}

const cell = 'px-2.5 py-1.5 max-md:p-0'

/** Cells on a wide screen; on a narrow one the same elements, laid out as a card. */
export function UserRow({ user, all, selection, isMe }: UserRowProps) {
  const { users: texts } = useAdminMessages()
  const selected = selection.has(user.id)
  const shift = useRef(false)
  const navigate = useNavigate()
  const open = (event: MouseEvent) => {
    const isControl = (event.target as HTMLElement).closest('a, button, input, label') !== null
    // Nor when somebody has just marked a text to copy it.
    if (isControl || getSelection()?.isCollapsed === false) return
    void navigate({ to: '/users/$userId', params: { userId: user.id } })
  }
  return (
    <tr
      aria-selected={selected}
      onClick={open}
      className={classNames(
        'cursor-pointer border-line hover:bg-raised md:not-last:border-b',
        'max-md:relative max-md:grid max-md:w-full max-md:grid-cols-[2.75rem_minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-2 max-md:gap-y-1 max-md:rounded-xl max-md:border max-md:bg-surface max-md:py-2.5 max-md:pr-3.5 max-md:shadow-card',
        selected ? 'bg-accent-soft' : '',
      )}
    >
      <td className="p-0 max-md:row-span-3 max-md:self-stretch">
        <label className="target flex h-full w-11 items-center justify-center">
          <input
            type="checkbox"
            className="size-4 accent-accent-fill"
            aria-label={texts.selectRow(nameOf(user))}
            title={isMe ? texts.notSelf : undefined}
            checked={selected}
            disabled={isMe}
            onClick={(event) => {
              shift.current = event.shiftKey
            }}
            onChange={() => (shift.current ? selection.extendTo(user, all) : selection.toggle(user))}
          />
        </label>
      </td>
      <th scope="row" className={classNames(cell, 'font-medium max-md:min-w-0')}>
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar user={user} />
          <Link
            to="/users/$userId"
            params={{ userId: user.id }}
            data-row-link
            title={user.name ?? undefined}
            className="target flex min-w-0 flex-1 items-center rounded-md text-text no-underline hover:underline"
          >
            {/* Whatever direction a name has stays within it, and it is cut at its own end. */}
            <span
              dir="auto"
              className={classNames('truncate text-left', user.name === null && 'font-normal text-quiet italic')}
            >
              {user.name ?? texts.noName}
            </span>
          </Link>
          {isMe && <Badge>{texts.you}</Badge>}
        </span>
      </th>
      <td
        className={classNames(cell, 'truncate text-quiet max-md:col-start-2 max-md:col-end-4 max-md:row-start-2')}
        title={user.email}
      >
        <bdi>{user.email}</bdi>
      </td>
      <td className={classNames(cell, 'max-md:col-start-2 max-md:row-start-3')}>
        <RoleBadge role={user.role} />
      </td>
      <td className={classNames(cell, 'max-md:col-start-3 max-md:row-start-1 max-md:text-right')}>
        <StatusBadge status={user.status} />
      </td>
      <td
        className={classNames(
          cell,
          'whitespace-nowrap text-quiet md:max-xl:hidden max-md:col-start-3 max-md:row-start-3 max-md:text-sm',
        )}
      >
        <Time at={user.createdAt} style="date" />
      </td>
      <td className={classNames(cell, 'whitespace-nowrap text-quiet max-xl:hidden')}>
        {user.lastLoginAt === null ? texts.never : <Time at={user.lastLoginAt} style="relative" />}
      </td>
    </tr>
  )
}
