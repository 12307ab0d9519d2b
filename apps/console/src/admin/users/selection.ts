import type { UserRead } from '@roster/client'
import { useState } from 'react'

export interface Selection {
  readonly users: readonly UserRead[]
  has(id: string): boolean
  toggle(user: UserRead): void
  /** Selects all of them, or none where all of them are. */
  toggleAll(users: readonly UserRead[]): void
  /** Selects from the one that was toggled last to this one, as with Shift. */
  extendTo(user: UserRead, within: readonly UserRead[]): void
  clear(): void
}

/** The users that are selected, on whichever page they were. */
export function useSelection(): Selection {
  const [selected, setSelected] = useState<ReadonlyMap<string, UserRead>>(new Map())
  const [last, setLast] = useState<string>()
  const add = (users: readonly UserRead[]) =>
    setSelected(new Map([...selected, ...users.map((user) => [user.id, user] as const)]))
  return {
    users: [...selected.values()],
    has: (id) => selected.has(id),
    toggle(user) {
      setLast(user.id)
      if (!selected.has(user.id)) return add([user])
      setSelected(new Map([...selected].filter(([id]) => id !== user.id)))
    },
    toggleAll(users) {
      const ids = new Set(users.map(({ id }) => id))
      if (!users.every(({ id }) => selected.has(id))) return add(users)
      setSelected(new Map([...selected].filter(([id]) => !ids.has(id))))
    },
    extendTo(user, within) {
      const [from, to] = [within.findIndex(({ id }) => id === last), within.findIndex(({ id }) => id === user.id)]
      setLast(user.id)
      add(from < 0 || to < 0 ? [user] : within.slice(Math.min(from, to), Math.max(from, to) + 1))
    },
    clear: () => setSelected(new Map()),
  }
}
