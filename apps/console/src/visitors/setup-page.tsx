import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function SetupPage() {
  const { setup } = useMessages()
  return <PageHeader title={setup.title} />
}
