import { isRosterError } from '@roster/client'
import { useSession } from '@roster/client/react'
import { useRef } from 'react'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from '../ui/button.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { showToast } from '../ui/toast.tsx'

/** Signs in. Where to go then is up to the route: it leads those who are signed in on. */
export function SignInForm() {
  const { signIn: texts, fields, resetPassword } = useMessages()
  const { signIn } = useSession()
  const email = useRef('')
  const form = useForm({
    submit: (values) => {
      email.current = values.email ?? ''
      return signIn({ email: email.current, password: values.password ?? '' })
    },
  })
  const resend = async () => {
    await client.safe(client.users.resendVerification.mutate({ email: email.current }))
    showToast({ text: resetPassword.sentTitle })
  }
  return (
    <Form form={form}>
      {isRosterError(form.error, 'EMAIL_NOT_VERIFIED') && (
        <Button className="self-start" onClick={() => void resend()}>
          {texts.resend}
        </Button>
      )}
      <TextField
        label={fields.email}
        name="email"
        type="email"
        autoComplete="username"
        required
        error={form.errors.email}
      />
      <PasswordField
        label={fields.password}
        name="password"
        autoComplete="current-password"
        required
        error={form.errors.password}
        aside={
          <TextLink to="/reset-password" className="text-sm" aria-label={texts.forgottenLabel}>
            {texts.forgotten}
          </TextLink>
        }
      />
      <SubmitButton form={form} className="w-full">
        {texts.submit}
      </SubmitButton>
    </Form>
  )
}
