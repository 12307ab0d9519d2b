import { isRosterError } from '@roster/client'
import { CloudOff } from 'lucide-react'
import { useErrorText } from '../i18n/error-text.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from './button.tsx'
import { EmptyState } from './empty-state.tsx'

export interface QueryErrorProps {
  readonly error: unknown
  readonly onRetry: () => void
}

/** In place of what could not be loaded. */
export function QueryError({ error, onRetry }: QueryErrorProps) {
  const { errorPage, common } = useMessages()
  const errorText = useErrorText()
  const id = isRosterError(error) ? error.requestId : undefined
  return (
    <div role="alert" className="rounded-xl border border-line bg-surface shadow-card">
      <EmptyState icon={CloudOff} title={errorText(error)} {...(id !== undefined && { text: errorPage.details(id) })}>
        <Button onClick={onRetry}>{common.retry}</Button>
      </EmptyState>
    </div>
  )
}
