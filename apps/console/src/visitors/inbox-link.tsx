import { Inbox } from 'lucide-react'
import { useMessages } from '../i18n/messages.ts'
import { settings } from '../settings.ts'
import { buttonClass } from '../ui/button.tsx'

/** Where a server in development keeps the mail that it did not send. */
export function InboxLink() {
  const { common } = useMessages()
  if (settings.inboxPath === null) return null
  return (
    <a href={`${settings.base}${settings.inboxPath}`} className={buttonClass('secondary', 'w-full')}>
      <Inbox className="size-4" aria-hidden />
      {common.opensInbox}
    </a>
  )
}
