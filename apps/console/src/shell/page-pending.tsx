import { useMessages } from '../i18n/messages.ts'
import { Skeleton } from '../ui/skeleton.tsx'

/** While a page is on its way. */
export function PagePending() {
  const { common } = useMessages()
  return (
    <div className="mx-auto w-full max-w-3xl px-4 py-8" role="status" aria-label={common.loading}>
      <Skeleton className="mb-3 h-7 w-48" />
      <Skeleton className="mb-8 h-4 w-72" />
      <Skeleton className="h-64 w-full rounded-xl!" />
    </div>
  )
}
