/** What the address of the list of users says. */
export interface UsersSearch {
  readonly search?: string
}

export const usersSearchOf = ({ search }: Record<string, unknown>): UsersSearch =>
  search === undefined || search === '' ? {} : { search: String(search) }
