import { useMessages } from '../../i18n/messages.ts'
import { PageHeader } from '../../ui/page-header.tsx'

export function UserPage() {
  const { navigation } = useMessages()
  return <PageHeader title={navigation.users} />
}
