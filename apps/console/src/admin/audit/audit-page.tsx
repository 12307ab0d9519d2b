import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ScrollText, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { roster } from '../../client.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryError } from '../../ui/query-error.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useAdminMessages } from '../messages.ts'
import { AuditFilters } from './audit-filters.tsx'
import { type AuditSearch, auditQueryOf, readAuditSearch } from './audit-search.ts'
import { EventList } from './event-list.tsx'
import { VerifyDialog } from './verify-dialog.tsx'

/** Who did what to whom. */
export function AuditPage() {
  const { audit } = useAdminMessages()
  const search = readAuditSearch(useSearch({ strict: false }), Object.keys(audit.actions))
  const navigate = useNavigate()
  const [verifying, setVerifying] = useState(false)
  const pages = useInfiniteQuery(roster.audit.list.infiniteQueryOptions(auditQueryOf(search)))
  const events = pages.data?.pages.flatMap(({ items }) => items) ?? []
  const show = (next: AuditSearch) => void navigate({ to: '/audit', search: { ...next }, resetScroll: false })
  return (
    <>
      <PageHeader title={audit.title} text={audit.text}>
        <Button onClick={() => setVerifying(true)}>
          <ShieldCheck className="size-4" aria-hidden />
          {audit.verify.open}
        </Button>
      </PageHeader>
      <AuditFilters key={JSON.stringify(search)} search={search} onChange={show} />
      {pages.isError && !pages.data ? (
        <QueryError error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <Card>
          {pages.isPending && <Skeleton className="h-64 w-full" />}
          {pages.data && events.length === 0 && (
            <EmptyState icon={ScrollText} title={audit.emptyTitle} text={audit.emptyText} />
          )}
          <EventList events={events} />
          {pages.hasNextPage && (
            <Button className="mt-4" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {audit.more}
            </Button>
          )}
        </Card>
      )}
      {verifying && <VerifyDialog onClose={() => setVerifying(false)} />}
    </>
  )
}
