import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function VerifyEmailPage() {
  const { verifyEmail } = useMessages()
  return <PageHeader title={verifyEmail.title} />
}
