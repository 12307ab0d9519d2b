import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function AcceptInvitationPage() {
  const { acceptInvitation } = useMessages()
  return <PageHeader title={acceptInvitation.title} />
}
