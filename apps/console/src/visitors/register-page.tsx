import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function RegisterPage() {
  const { register } = useMessages()
  return <PageHeader title={register.title} />
}
