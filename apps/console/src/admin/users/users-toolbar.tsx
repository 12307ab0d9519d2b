import type { UserSort } from '@roster/client'
import { Button } from '../../ui/button.tsx'
import { inputClass } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Select } from '../../ui/select-field.tsx'
import { FilterFold } from '../filter-fold.tsx'
import { useAdminMessages } from '../messages.ts'
import { isFiltered, ROLES, SORTS, STATUSES, type UsersSearch } from './users-search.ts'

export interface UsersToolbarProps {
  readonly search: UsersSearch
  /** Shows other users, from the first page on. */
  readonly onChange: (change: Partial<UsersSearch>) => void
}

/** Which users the list shows. */
export function UsersToolbar({ search, onChange }: UsersToolbarProps) {
  const { users } = useAdminMessages()
  const { filters } = users
  const fromAny = (label: string) => ({ value: '', label })
  return (
    <fieldset className="mb-4 flex min-w-0 flex-wrap items-end gap-2.5">
      <legend className="sr-only">{filters.label}</legend>
      <SearchField label={filters.search} value={search.search} onSearch={(text) => onChange({ search: text })} />
      <FilterFold label={filters.open} className="contents max-sm:grid max-sm:w-full max-sm:grid-cols-2 max-sm:gap-2.5">
        <Select
          aria-label={filters.role}
          className="sm:w-auto"
          value={search.role ?? ''}
          options={[fromAny(filters.anyRole), ...ROLES.map((role) => ({ value: role, label: users.roles[role] }))]}
          onChange={(event) => onChange({ role: ROLES.find((role) => role === event.target.value) })}
        />
        <Select
          aria-label={filters.status}
          className="sm:w-auto"
          value={search.status ?? ''}
          options={[
            fromAny(filters.anyStatus),
            ...STATUSES.map((status) => ({ value: status, label: users.statuses[status] })),
          ]}
          onChange={(event) => onChange({ status: STATUSES.find((status) => status === event.target.value) })}
        />
        <div className="flex items-center gap-2 max-sm:contents">
          <span className="text-sm text-quiet max-sm:col-span-2 max-sm:-mb-1" aria-hidden="true">
            {filters.registered}
          </span>
          {(['from', 'to'] as const).map((end) => (
            <input
              key={end}
              type="date"
              aria-label={filters[end]}
              title={filters[end]}
              className={`${inputClass} sm:w-auto!`}
              value={search[end] ?? ''}
              onChange={(event) => onChange({ [end]: event.target.value || undefined })}
            />
          ))}
        </div>
        {/* The headings of the columns do this where all of them are shown. */}
        <div className="max-sm:col-span-2 xl:hidden">
          <Select
            aria-label={filters.sort}
            value={search.sort}
            options={SORTS.map((sort) => ({ value: sort, label: users.sorts[sort] }))}
            onChange={(event) => onChange({ sort: event.target.value as UserSort })}
          />
        </div>
        {isFiltered(search) && (
          <Button
            look="quiet"
            onClick={() => onChange({ search: '', role: undefined, status: undefined, from: undefined, to: undefined })}
          >
            {filters.clear}
          </Button>
        )}
      </FilterFold>
    </fieldset>
  )
}
