import { RotateCw, WifiOff } from 'lucide-react'
import { lookNow, useConnection } from '../connection.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from '../ui/button.tsx'

/** Says so when the server does not answer. The page stays as it is, and nobody is signed out. */
export function ConnectionBanner() {
  const { connection: texts } = useMessages()
  const connection = useConnection()
  return (
    <div role="status">
      {connection !== 'ok' && (
        <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-warn-soft px-4 py-1.5 text-warn">
          <span className="flex items-center gap-2">
            <WifiOff className="size-4 shrink-0" aria-hidden />
            {texts[connection]}
          </span>
          <Button look="quiet" className="text-warn!" onClick={lookNow}>
            <RotateCw className="size-4" aria-hidden />
            {texts.tryNow}
          </Button>
        </div>
      )}
    </div>
  )
}
