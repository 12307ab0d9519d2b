import { useInfiniteQuery } from '@tanstack/react-query'
import { roster } from '../../client.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { QueryError } from '../../ui/query-error.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { EventList } from '../audit/event-list.tsx'
import { useAdminMessages } from '../messages.ts'

const PAGE_SIZE = 10

/** What happened to a user, the newest first. */
export function TrailCard({ userId }: { readonly userId: string }) {
  const { trail } = useAdminMessages().user
  const pages = useInfiniteQuery(roster.audit.list.infiniteQueryOptions({ subjectId: userId, limit: PAGE_SIZE }))
  const events = pages.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Section id="trail" title={trail.title}>
      {pages.isPending && <Skeleton className="h-24 w-full" />}
      {pages.isError && !pages.data && <QueryError error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && events.length === 0 && <p className="text-quiet">{trail.none}</p>}
      <EventList events={events} />
      <div className="mt-3 flex flex-wrap items-center gap-4">
        {pages.hasNextPage && (
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {trail.more}
          </Button>
        )}
        <TextLink to="/audit" search={{ subject: userId }}>
          {trail.all}
        </TextLink>
        <TextLink to="/audit" search={{ actor: userId }}>
          {trail.did}
        </TextLink>
      </div>
    </Section>
  )
}
