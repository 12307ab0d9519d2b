import { CircleCheck, LinkIcon } from 'lucide-react'
import { useState } from 'react'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useMessages } from '../i18n/messages.ts'
import { settings } from '../settings.ts'
import { NewPasswordField } from '../ui/new-password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { ButtonLink } from '../ui/text-link.tsx'
import { DoneIcon } from './done-icon.tsx'
import { dropLinkToken, linkToken } from './link-token.ts'
import { FIRST, useHeadingFocus } from './use-heading-focus.ts'
import { VisitorCard } from './visitor-card.tsx'

/** Takes an invitation up: whoever holds the mailed link chooses a password, and with it their name. */
export function AcceptInvitationPage() {
  const { acceptInvitation: texts, fields } = useMessages()
  const [token] = useState(linkToken)
  const [isDone, setDone] = useState(false)
  useHeadingFocus(isDone ? 'done' : FIRST)
  const form = useForm({
    async submit({ newPassword = '', name = '' }) {
      await client.users.acceptInvitation.mutate({
        token: token ?? '',
        newPassword,
        ...(name.trim() !== '' && { name }),
      })
      dropLinkToken()
      setDone(true)
    },
  })
  if (isDone) {
    return (
      <VisitorCard title={texts.doneTitle} text={texts.done} icon={<DoneIcon icon={CircleCheck} />}>
        <ButtonLink to="/sign-in" look="primary" className="w-full">
          {texts.signIn}
        </ButtonLink>
      </VisitorCard>
    )
  }
  if (token === undefined) {
    return (
      <VisitorCard title={texts.missingTitle} text={texts.missing} icon={<DoneIcon icon={LinkIcon} tone="warn" />} />
    )
  }
  return (
    <VisitorCard title={texts.title} text={texts.text(settings.productName)}>
      <Form form={form}>
        <TextField
          label={fields.name}
          name="name"
          autoComplete="name"
          optional
          hint={texts.nameHint}
          error={form.errors.name}
        />
        <NewPasswordField label={fields.newPassword} name="newPassword" error={form.errors.newPassword} />
        <SubmitButton form={form} className="w-full">
          {texts.submit}
        </SubmitButton>
      </Form>
    </VisitorCard>
  )
}
