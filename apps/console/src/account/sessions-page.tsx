import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function SessionsPage() {
  const { sessions } = useMessages()
  return <PageHeader title={sessions.title} />
}
