import { isRosterError } from '@roster/client'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { CloudOff } from 'lucide-react'
import { useState } from 'react'
import { useErrorText } from '../i18n/error-text.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from '../ui/button.tsx'
import { VisitorFrame } from './visitor-frame.tsx'

/** The same where not even what is around a page could be shown. */
export function PageErrorAlone(props: ErrorComponentProps) {
  return (
    <VisitorFrame>
      <PageError {...props} />
    </VisitorFrame>
  )
}

/** In place of a page that could not be shown, with a way to try again. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const { errorPage, common } = useMessages()
  const errorText = useErrorText()
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const retry = async () => {
    setBusy(true)
    await router.invalidate()
    reset()
    setBusy(false)
  }
  return (
    <div role="alert" className="m-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      <CloudOff className="size-10 text-quiet" aria-hidden />
      <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight">
        {errorPage.title}
      </h1>
      <p className="text-quiet">{errorText(error)}</p>
      {isRosterError(error) && error.requestId !== undefined && (
        <p className="text-sm text-quiet">{errorPage.details(error.requestId)}</p>
      )}
      <Button look="primary" className="mt-3" busy={busy} onClick={() => void retry()}>
        {common.retry}
      </Button>
    </div>
  )
}
