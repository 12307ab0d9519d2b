import { useMessages } from '../i18n/messages.ts'
import { PageHeader } from '../ui/page-header.tsx'

export function ProfilePage() {
  const { profile } = useMessages()
  return <PageHeader title={profile.title} />
}
