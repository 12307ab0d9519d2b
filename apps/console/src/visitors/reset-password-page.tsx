import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function ResetPasswordPage() {
  const { resetPassword } = useMessages()
  return <PageHeader title={resetPassword.title} />
}
