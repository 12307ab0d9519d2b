import { useUser } from '@roster/client/react'
import { Outlet } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useMessages } from '../i18n/messages.ts'
import { ButtonLink } from '../ui/text-link.tsx'

/** Shows the pages of administrators to administrators. The server decides what anybody may do; this only tells. */
export function AdminLayout() {
  const { notAllowed } = useMessages()
  if (useUser()?.role === 'admin') return <Outlet />
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 py-16 text-center">
      <Lock className="size-10 text-quiet" aria-hidden />
      <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight">
        {notAllowed.title}
      </h1>
      <p className="text-quiet">{notAllowed.text}</p>
      <ButtonLink to="/account" look="primary" className="mt-3">
        {notAllowed.home}
      </ButtonLink>
    </div>
  )
}
