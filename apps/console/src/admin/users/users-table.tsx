import type { UserRead, UserSort } from '@roster/client'
import { useUser } from '@roster/client/react'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useId } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { useAdminMessages } from '../messages.ts'
import type { Selection } from './selection.ts'
import { UserRow } from './user-row.tsx'

const COLUMNS = [
  { name: 'name', sort: 'name', width: 'w-auto' },
  { name: 'email', sort: 'email', width: 'w-auto' },
  { name: 'role', width: 'w-[8rem]' },
  { name: 'status', width: 'w-[6.25rem]' },
  { name: 'createdAt', sort: 'created_at', width: 'w-[8.5rem] max-xl:hidden' },
  { name: 'lastLoginAt', sort: 'last_login_at', width: 'w-[8.5rem] max-xl:hidden' },
] as const

export interface UsersTableProps {
  readonly users: readonly UserRead[]
  readonly sort: UserSort
  readonly onSort: (sort: UserSort) => void
  readonly selection: Selection
  /** Another page is on its way; this is still the old one. */
  readonly stale: boolean
}

/** A table, and where there is no room for one a card for each user. */
export function UsersTable({ users, sort, onSort, selection, stale }: UsersTableProps) {
  const { users: texts } = useAdminMessages()
  const me = useUser()
  const id = useId()
  // What ends one's own session is done on purpose, on one's own page.
  const selectable = users.filter((user) => user.id !== me?.id)
  const chosen = selectable.filter((user) => selection.has(user.id)).length
  return (
    <div
      className={classNames(
        'md:overflow-hidden md:rounded-xl md:border md:border-line md:bg-surface md:shadow-card',
        stale && 'opacity-60',
      )}
    >
      <p id={id} className="sr-only">
        {texts.keys}
      </p>
      <table
        aria-label={texts.title}
        aria-describedby={id}
        aria-busy={stale}
        className="w-full border-collapse text-left max-md:block md:table-fixed"
      >
        <thead className="border-b border-line max-md:block max-md:border-0">
          <tr className="max-md:flex">
            <th scope="col" className="w-11 p-0 font-normal max-md:w-auto">
              <label className="target flex items-center justify-center gap-2 max-md:mb-1 max-md:px-1 md:w-11">
                <input
                  type="checkbox"
                  className="size-4 accent-accent-fill"
                  aria-label={texts.selectPage}
                  checked={chosen > 0 && chosen === selectable.length}
                  ref={(box) => {
                    if (box) box.indeterminate = chosen > 0 && chosen < selectable.length
                  }}
                  onChange={() => selection.toggleAll(selectable)}
                  data-select-all
                />
                <span className="text-sm text-quiet md:hidden" aria-hidden="true">
                  {texts.selectPage}
                </span>
              </label>
            </th>
            {COLUMNS.map(({ name, width, ...column }) => (
              <th
                key={name}
                scope="col"
                className={classNames('px-2.5 py-1 text-sm font-medium text-quiet max-md:hidden', width)}
                aria-sort={'sort' in column ? ariaSort(sort, column.sort) : undefined}
              >
                {'sort' in column ? (
                  <SortButton label={texts.columns[name]} by={column.sort} sort={sort} onSort={onSort} />
                ) : (
                  texts.columns[name]
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:flex max-md:flex-col max-md:gap-2.5" onKeyDown={moveAmongRows}>
          {users.map((user) => (
            <UserRow key={user.id} user={user} all={selectable} selection={selection} isMe={user.id === me?.id} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type SortKey = 'name' | 'email' | 'created_at' | 'last_login_at'

interface SortButtonProps {
  readonly label: string
  readonly by: SortKey
  readonly sort: UserSort
  readonly onSort: (sort: UserSort) => void
}

function SortButton({ label, by, sort, onSort }: SortButtonProps) {
  const direction = ariaSort(sort, by)
  // Times are of interest from the newest on.
  const first: UserSort = by.endsWith('_at') ? `-${by}` : by
  const other: UserSort = first === by ? `-${by}` : by
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <button
      type="button"
      className="target -mx-1.5 flex max-w-full items-center gap-1 rounded-md px-1.5 font-medium hover:text-text"
      onClick={() => onSort(sort === first ? other : first)}
    >
      <span className="truncate">{label}</span>
      <Arrow className={classNames('size-3.5 shrink-0', direction === 'none' && 'invisible')} aria-hidden />
    </button>
  )
}

const ariaSort = (sort: UserSort, by: SortKey) => {
  if (sort === by) return 'ascending'
  return sort === `-${by}` ? 'descending' : 'none'
}

/** Arrows, Home and End go from row to row, X selects; Enter is the link's own. */
function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const here = event.target as HTMLElement
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')]
  const at = links.findIndex((link) => link.closest('tr') === here.closest('tr'))
  const next = { ArrowDown: links[at + 1], ArrowUp: links[at - 1], Home: links[0], End: links.at(-1) }[event.key]
  if (next !== undefined) {
    event.preventDefault()
    next.focus()
  } else if (event.key.toLowerCase() === 'x' && here.matches('[data-row-link]')) {
    event.preventDefault()
    here.closest('tr')?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click()
  }
}
