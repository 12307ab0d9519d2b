import type { Session } from '@roster/client'
import { useQuery } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { useState } from 'react'
import { client, queryClient, roster } from '../../client.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { QueryError } from '../../ui/query-error.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { showToast } from '../../ui/toast.tsx'
import { keepFocus } from '../keep-focus.ts'
import { useAdminMessages } from '../messages.ts'
import { useDeviceName } from './device-name.ts'

/** Where a user is signed in, and how to end it. */
export function SessionsCard({ userId }: { readonly userId: string }) {
  const { sessions: texts } = useAdminMessages().user
  const [ending, setEnding] = useState<Session | 'all'>()
  const deviceName = useDeviceName()
  const found = useQuery(roster.sessions.list.queryOptions({ userId }))
  const items = found.data?.items ?? []

  const end = async () => {
    if (ending === 'all') await client.sessions.revokeAll.mutate({ userId })
    else if (ending !== undefined) await client.sessions.revoke.mutate({ userId, sessionId: ending.id })
    await queryClient.invalidateQueries({ queryKey: roster.sessions.list.queryKey({ userId }) })
    void queryClient.invalidateQueries({ queryKey: roster.audit.list.queryKey() })
    keepFocus('[aria-labelledby=sessions]')
    showToast({ text: ending === 'all' ? texts.allEnded : texts.ended })
  }

  return (
    <Section id="sessions" title={texts.title} text={texts.text}>
      {found.isPending && <Skeleton className="h-12 w-full" />}
      {found.isError && !found.data && <QueryError error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <p className="text-quiet">{texts.none}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {items.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
            <MonitorSmartphone className="size-5 shrink-0 text-quiet" aria-hidden />
            <div className="min-w-0 flex-1 basis-52">
              <p className="font-medium" title={session.userAgent ?? undefined}>
                {deviceName(session)} {session.current && <Badge tone="accent">{texts.current}</Badge>}
              </p>
              <p className="text-sm text-quiet">
                {session.ipAddress} · {texts.signedIn} <Time at={session.createdAt} style="relative" /> ·{' '}
                {texts.lastUsed} <Time at={session.lastUsedAt} style="relative" />
              </p>
            </div>
            <Button look="quiet" aria-label={texts.endLabel(deviceName(session))} onClick={() => setEnding(session)}>
              {texts.end}
            </Button>
          </li>
        ))}
      </ul>
      {items.length > 1 && (
        <Button className="mt-3" onClick={() => setEnding('all')}>
          {texts.endAll}
        </Button>
      )}
      {ending !== undefined && (
        <ConfirmDialog
          title={ending === 'all' ? texts.endAllTitle : texts.endTitle}
          confirm={ending === 'all' ? texts.endAll : texts.end}
          onConfirm={end}
          onClose={() => setEnding(undefined)}
        >
          {ending === 'all' ? texts.endAllText(items.length) : texts.endText(deviceName(ending))}
        </ConfirmDialog>
      )}
    </Section>
  )
}
