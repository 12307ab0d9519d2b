import type { Role, UserListQuery, UserSort, UserStatus } from '@roster/client'

export const ROLES = ['user', 'admin'] as const satisfies readonly Role[]
export const STATUSES = ['active', 'disabled', 'deleted'] as const satisfies readonly UserStatus[]
export const SORTS = [
  '-created_at',
  'created_at',
  'name',
  '-name',
  'email',
  '-email',
  '-last_login_at',
  'last_login_at',
] as const satisfies readonly UserSort[]

export const PAGE_SIZE = 50
const DEFAULT_SORT = '-created_at'
const MAX_SEARCH_LENGTH = 200

/** What the address of the list says: which users, in which order, from where on. */
export interface UsersSearch {
  readonly search: string
  readonly role: Role | undefined
  readonly status: UserStatus | undefined
  /** Days in the viewer's zone, `2026-01-31`, both inclusive. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly sort: UserSort
  readonly cursor: string | undefined
  /** Counted from 1; for people to see, the cursor is what counts. */
  readonly page: number
}

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((known) => known === value)

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

const dayOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined

/** Reads an address; what makes no sense counts as not there. */
export function readUsersSearch(params: Readonly<Record<string, unknown>>): UsersSearch {
  const cursor = textOf(params.cursor) || undefined
  const page = Number(params.page)
  return {
    search: [...textOf(params.search)].slice(0, MAX_SEARCH_LENGTH).join(''),
    role: oneOf(ROLES, params.role),
    status: oneOf(STATUSES, params.status),
    from: dayOf(params.from),
    to: dayOf(params.to),
    sort: oneOf(SORTS, params.sort) ?? DEFAULT_SORT,
    cursor,
    page: cursor !== undefined && Number.isSafeInteger(page) && page > 1 ? page : cursor === undefined ? 1 : 2,
  }
}

/** The shortest address that says the same. */
export function writeUsersSearch(search: UsersSearch): Record<string, string | number> {
  const { page, sort, ...rest } = search
  const params = { ...rest, ...(sort !== DEFAULT_SORT && { sort }), ...(search.cursor !== undefined && { page }) }
  return Object.fromEntries(
    Object.entries(params).filter(
      (entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== '',
    ),
  )
}

export const isFiltered = ({ search, role, status, from, to }: UsersSearch): boolean =>
  search !== '' || [role, status, from, to].some((value) => value !== undefined)

/** Which users: what the list, its count and its export have in common. */
export function filterOf({ search, role, status, from, to }: UsersSearch) {
  return {
    ...(search !== '' && { search }),
    ...(role !== undefined && { role }),
    ...(status !== undefined && { status }),
    ...(from !== undefined && { createdAfter: startOfDay(from, 0).toISOString() }),
    ...(to !== undefined && { createdBefore: new Date(startOfDay(to, 1).getTime() - 1).toISOString() }),
  } satisfies UserListQuery
}

export const queryOf = (search: UsersSearch) =>
  ({
    ...filterOf(search),
    sort: search.sort,
    limit: PAGE_SIZE,
    ...(search.cursor !== undefined && { cursor: search.cursor }),
  }) satisfies UserListQuery

/** Midnight in the viewer's zone, of the day or of one so many days later. */
function startOfDay(day: string, later: number): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  const start = new Date(2000, month - 1, date + later)
  start.setFullYear(year, month - 1, date + later)
  return start
}
