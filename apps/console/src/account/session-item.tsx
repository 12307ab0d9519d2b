import type { Session } from '@roster/client'
import { Laptop, Smartphone, Terminal } from 'lucide-react'
import { useState } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Time } from '../ui/time.tsx'
import { deviceOf } from './device.ts'

export interface SessionItemProps {
  readonly session: Session
  /** Ends it. This very session is ended by signing out. */
  readonly onEnd: (sessionId: string) => Promise<void>
}

export function SessionItem({ session, onEnd }: SessionItemProps) {
  const { sessions: texts } = useMessages()
  const [asking, setAsking] = useState(false)
  const device = deviceOf(session.userAgent)
  const name =
    device === undefined
      ? texts.unknownDevice
      : device.system === undefined
        ? device.browser
        : texts.device(device.browser, device.system)
  const Icon = device === undefined || device.system === undefined ? Terminal : device.isMobile ? Smartphone : Laptop
  return (
    <li className="flex items-start gap-4 p-4 sm:px-5">
      <span className="mt-0.5 rounded-lg bg-raised p-2 text-quiet">
        <Icon className="size-5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium" title={session.userAgent ?? undefined}>
          {name}
          {session.current && <Badge tone="accent">{texts.current}</Badge>}
        </p>
        <p className="text-sm text-quiet">
          {session.ipAddress !== null && <span className="font-mono text-xs">{session.ipAddress}</span>}
          {session.ipAddress !== null && ' · '}
          {texts.lastUsed} <Time at={session.lastUsedAt} style="relative" /> (<Time at={session.lastUsedAt} />)
        </p>
        <p className="text-sm text-quiet">
          {texts.signedIn} <Time at={session.createdAt} />
        </p>
      </div>
      {!session.current && (
        <Button look="secondary" aria-label={texts.endLabel(name)} onClick={() => setAsking(true)}>
          {texts.end}
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          title={texts.endTitle}
          confirm={texts.end}
          onConfirm={() => onEnd(session.id)}
          onClose={() => setAsking(false)}
        >
          {texts.endText(name)}
        </ConfirmDialog>
      )}
    </li>
  )
}
