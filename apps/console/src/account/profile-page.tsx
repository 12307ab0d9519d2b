import { useUser } from '@roster/client/react'
import { useMessages } from '../i18n/messages.ts'
import { Section } from '../ui/card.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { AccountDetails } from './account-details.tsx'
import { NameForm } from './name-form.tsx'

export function ProfilePage() {
  const { profile: texts } = useMessages()
  const user = useUser()
  if (user === null) return null
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={texts.title} text={texts.text} />
      <div className="flex flex-col gap-5">
        <Section id="name" title={texts.nameTitle} text={texts.nameText}>
          <NameForm user={user} />
        </Section>
        <Section id="details" title={texts.details}>
          <AccountDetails user={user} />
        </Section>
        <Section id="leaving" title={texts.leaving}>
          <p className="-mt-2 text-quiet">{texts.leavingText}</p>
        </Section>
      </div>
    </div>
  )
}
