import { LinkIcon } from 'lucide-react'
import { useState } from 'react'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useMessages } from '../i18n/messages.ts'
import { NewPasswordField } from '../ui/new-password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { DoneIcon } from './done-icon.tsx'
import { dropLinkToken, linkToken } from './link-token.ts'
import { useGoOn } from './use-go-on.ts'
import { VisitorCard } from './visitor-card.tsx'

/** Makes the first administrator with the link that the server prints, and signs in as that. */
export function SetupPage() {
  const { setup, fields } = useMessages()
  const [token] = useState(linkToken)
  const goOn = useGoOn()
  const form = useForm({
    errorFields: { EMAIL_TAKEN: 'email' },
    async submit({ email = '', password = '', name = '' }) {
      await client.users.bootstrap.mutate({
        email,
        password,
        token: token ?? '',
        ...(name.trim() !== '' && { name }),
      })
      dropLinkToken()
      await goOn({ email, password })
    },
  })
  if (token === undefined) {
    return (
      <VisitorCard
        title={setup.missingTitle}
        text={setup.missing}
        icon={<DoneIcon icon={LinkIcon} tone="warn" />}
        below={<TextLink to="/sign-in">{setup.signIn}</TextLink>}
      />
    )
  }
  return (
    <VisitorCard title={setup.title} text={setup.text}>
      <Form form={form}>
        <TextField label={fields.name} name="name" autoComplete="name" optional error={form.errors.name} />
        <TextField
          label={fields.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          error={form.errors.email}
        />
        <NewPasswordField label={fields.password} name="password" error={form.errors.password} />
        <SubmitButton form={form} className="w-full">
          {setup.submit}
        </SubmitButton>
      </Form>
    </VisitorCard>
  )
}
