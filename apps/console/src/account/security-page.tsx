import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function SecurityPage() {
  const { security } = useMessages()
  return <PageHeader title={security.title} />
}
