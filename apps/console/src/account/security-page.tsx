import { useUser } from '@roster/client/react'
import { useMessages } from '../i18n/messages.ts'
import { Section } from '../ui/card.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { EmailForm } from './email-form.tsx'
import { PasswordForm } from './password-form.tsx'

export function SecurityPage() {
  const { security: texts } = useMessages()
  const user = useUser()
  if (user === null) return null
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={texts.title} text={texts.text} />
      <div className="flex flex-col gap-5">
        <Section id="password" title={texts.passwordTitle} text={texts.passwordText}>
          <PasswordForm user={user} />
        </Section>
        <Section id="email" title={texts.emailTitle} text={texts.emailNow(user.email)}>
          <EmailForm user={user} />
        </Section>
      </div>
    </div>
  )
}
