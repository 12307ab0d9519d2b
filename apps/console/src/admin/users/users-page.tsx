import { useMessages } from '../../i18n/messages.ts'
import { PageHeader } from '../../ui/page-header.tsx'

export function UsersPage() {
  const { navigation } = useMessages()
  return <PageHeader title={navigation.users} />
}
