import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client, queryClient, roster, signOutEverywhere } from '../client.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { QueryError } from '../ui/query-error.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { showToast } from '../ui/toast.tsx'
import { SessionItem } from './session-item.tsx'

const ME = { userId: 'me' } as const

/** Where somebody is signed in, this browser first. */
export function SessionsPage() {
  const { sessions: texts, common } = useMessages()
  const { data, error, refetch } = useQuery(roster.sessions.list.queryOptions(ME))
  const [asking, setAsking] = useState<'others' | 'all'>()
  const sessions = data?.items.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || (a.lastUsedAt < b.lastUsedAt ? 1 : -1),
  )
  const others = sessions?.filter(({ current }) => !current) ?? []

  const refresh = () => queryClient.invalidateQueries({ queryKey: roster.sessions.list.queryKey() })
  const endOne = async (sessionId: string) => {
    await client.sessions.revoke.mutate({ ...ME, sessionId })
    await refresh()
    showToast({ text: texts.ended })
  }
  const endOthers = async () => {
    await Promise.all(others.map(({ id: sessionId }) => client.sessions.revoke.mutate({ ...ME, sessionId })))
    await refresh()
    showToast({ text: texts.othersEnded(others.length) })
  }

  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={texts.title} text={texts.text}>
        {others.length > 0 && <Button onClick={() => setAsking('others')}>{texts.endOthers}</Button>}
        <Button look="dangerQuiet" onClick={() => setAsking('all')}>
          {texts.endAll}
        </Button>
      </PageHeader>
      {error && sessions === undefined ? (
        <QueryError error={error} onRetry={() => void refetch()} />
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface shadow-card">
          {sessions?.map((session) => <SessionItem key={session.id} session={session} onEnd={endOne} />) ?? (
            <li className="p-5" aria-busy="true">
              <span className="sr-only">{common.loading}</span>
              <Skeleton className="mb-2 h-5 w-48" />
              <Skeleton className="h-4 w-72" />
            </li>
          )}
        </ul>
      )}
      {sessions?.length === 1 && <p className="mt-4 text-quiet">{texts.only}</p>}
      {asking === 'others' && (
        <ConfirmDialog
          title={texts.endOthersTitle}
          confirm={texts.endOthers}
          onConfirm={endOthers}
          onClose={() => setAsking(undefined)}
        >
          {texts.endOthersText}
        </ConfirmDialog>
      )}
      {asking === 'all' && (
        <ConfirmDialog
          title={texts.endAllTitle}
          confirm={texts.endAll}
          onConfirm={signOutEverywhere}
          onClose={() => setAsking(undefined)}
        >
          {texts.endAllText}
        </ConfirmDialog>
      )}
    </div>
  )
}
