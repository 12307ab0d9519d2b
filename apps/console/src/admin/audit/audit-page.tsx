import { useMessages } from '../../i18n/messages.ts'
import { PageHeader } from '../../ui/page-header.tsx'

export function AuditPage() {
  const { navigation } = useMessages()
  return <PageHeader title={navigation.audit} />
}
