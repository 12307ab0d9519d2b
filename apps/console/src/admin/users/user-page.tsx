import { isRosterError } from '@roster/client'
import { useUser } from '@roster/client/react'
import { useParams } from '@tanstack/react-router'
import { ArrowLeft, UserX } from 'lucide-react'
import { EmptyState } from '../../ui/empty-state.tsx'
import { QueryError } from '../../ui/query-error.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useAdminMessages } from '../messages.ts'
import { AccessCard } from '../user/access-card.tsx'
import { DetailsCard } from '../user/details-card.tsx'
import { EditCard } from '../user/edit-card.tsx'
import { SessionsCard } from '../user/sessions-card.tsx'
import { TrailCard } from '../user/trail-card.tsx'
import { UserHeader } from '../user/user-header.tsx'
import { useVersionedUser } from './use-versioned-user.ts'

/** Everything about one user, and everything an administrator may do about it. */
export function UserPage() {
  const { user: texts } = useAdminMessages()
  const { userId = '' } = useParams({ strict: false })
  const found = useVersionedUser(userId)
  const me = useUser()
  const back = (
    <TextLink to="/users" className="mb-4 inline-flex items-center gap-1.5">
      <ArrowLeft className="size-4" aria-hidden />
      {texts.back}
    </TextLink>
  )
  // An address that was typed may hold anything for an id.
  if (isRosterError(found.error, 'USER_NOT_FOUND', 'VALIDATION_FAILED')) {
    return (
      <>
        {back}
        <h1 tabIndex={-1} className="sr-only">
          {texts.goneTitle}
        </h1>
        <EmptyState icon={UserX} title={texts.goneTitle} text={texts.goneText} />
      </>
    )
  }
  if (found.data === undefined) {
    return (
      <>
        {back}
        <h1 tabIndex={-1} className="sr-only">
          {texts.loading}
        </h1>
        {found.isError ? <QueryError error={found.error} onRetry={() => void found.refetch()} /> : <Loading />}
      </>
    )
  }
  const { user } = found.data
  const isMe = user.id === me?.id
  return (
    <>
      {back}
      <UserHeader user={user} isMe={isMe} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <DetailsCard user={user} />
          {user.status !== 'deleted' && <EditCard key={user.id} versioned={found.data} isMe={isMe} />}
          <AccessCard versioned={found.data} isMe={isMe} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          {user.status !== 'deleted' && <SessionsCard userId={user.id} />}
          <TrailCard userId={user.id} />
        </div>
      </div>
    </>
  )
}

function Loading() {
  return (
    <div className="flex flex-col gap-5" aria-hidden="true">
      <Skeleton className="h-10 w-72 max-w-full" />
      <Skeleton className="h-48 w-full" />
      <Skeleton className="h-48 w-full" />
    </div>
  )
}
