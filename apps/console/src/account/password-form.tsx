import type { UserRead } from '@roster/client'
import { client, queryClient, roster } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useErrorText } from '../i18n/error-text.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from '../ui/button.tsx'
import { NewPasswordField } from '../ui/new-password-field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { showToast } from '../ui/toast.tsx'

export function PasswordForm({ user }: { readonly user: UserRead }) {
  const { security: texts, fields } = useMessages()
  const errorText = useErrorText()
  const form = useForm({
    errorFields: { REAUTHENTICATION_FAILED: 'currentPassword' },
    async submit({ currentPassword = '', password = '' }) {
      await client.users.update.mutate({ userId: 'me', currentPassword, password })
      await queryClient.invalidateQueries({ queryKey: roster.sessions.list.queryKey() })
      form.reset()
      showToast({ text: texts.passwordDone })
    },
  })
  const sendLink = async () => {
    const { error } = await client.safe(client.users.resetPassword.mutate({}))
    showToast(error ? { text: errorText(error), tone: 'danger' } : { text: texts.resetSent })
  }
  return (
    <Form form={form} className="flex flex-col gap-4 sm:max-w-md">
      {/* So that a password manager knows whose password this is. */}
      <input type="email" autoComplete="username" value={user.email} readOnly hidden aria-label={fields.email} />
      <PasswordField
        label={fields.currentPassword}
        name="currentPassword"
        autoComplete="current-password"
        required
        error={form.errors.currentPassword}
      />
      <NewPasswordField
        key={form.resets}
        label={fields.newPassword}
        name="password"
        error={form.errors.password}
        owner={user}
      />
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton form={form}>{texts.passwordSubmit}</SubmitButton>
        <Button look="quiet" onClick={() => void sendLink()}>
          {texts.forgotten}
        </Button>
      </div>
    </Form>
  )
}
