import { useMessages } from '../../i18n/messages.ts'
import { PageHeader } from '../../ui/page-header.tsx'

export function ApiKeysPage() {
  const { navigation } = useMessages()
  return <PageHeader title={navigation.apiKeys} />
}
