import type { AuditEvent, UserRead } from '@roster/client'
import { useQueries } from '@tanstack/react-query'
import { roster } from '../../client.ts'

const STALE_MS = 5 * 60_000

/** The users that events are about, by their ids; without those who are still looked up, or gone. */
export function useUsersOf(events: readonly AuditEvent[]): ReadonlyMap<string, UserRead> {
  const ids = events.flatMap(({ actor, subjectId }) => [actor.type === 'user' ? actor.id : null, subjectId])
  const distinct = [...new Set(ids)].filter((id) => id !== null)
  return useQueries({
    queries: distinct.map((userId) => ({ ...roster.users.get.queryOptions({ userId }), staleTime: STALE_MS })),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const]))),
  })
}
