import type { UserRead } from '@roster/client'
import { useState } from 'react'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useMessages } from '../i18n/messages.ts'
import { settings } from '../settings.ts'
import { Announced, Note } from '../ui/note.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { linkClass } from '../ui/text-link.tsx'
import { keepPendingEmail, pendingEmailOf } from './pending-email.ts'

/** Asks for another address. It takes effect when the link mailed there is opened; until then this says so. */
export function EmailForm({ user }: { readonly user: UserRead }) {
  const { security: texts, fields, common } = useMessages()
  const [pending, setPending] = useState(() => pendingEmailOf(user))
  const form = useForm({
    check: ({ email = '' }) => (email.trim().toLowerCase() === user.email ? { email: texts.emailSame } : {}),
    errorFields: { REAUTHENTICATION_FAILED: 'currentPassword', EMAIL_TAKEN: 'email' },
    async submit({ email = '', currentPassword = '' }) {
      await client.users.update.mutate({ userId: 'me', email, currentPassword })
      keepPendingEmail(user, email.trim())
      setPending(email.trim())
      form.reset()
    },
  })
  const isPending = pending !== undefined && pending.toLowerCase() !== user.email
  return (
    <div className="flex flex-col gap-4 sm:max-w-md">
      <Announced>
        {isPending && (
          <Note tone="info">
            {texts.emailPending(pending)}
            {settings.inboxPath !== null && (
              <>
                {' '}
                <a href={`${settings.base}${settings.inboxPath}`} className={linkClass}>
                  {common.opensInbox}
                </a>
              </>
            )}
          </Note>
        )}
      </Announced>
      <Form form={form}>
        <TextField
          label={texts.emailLabel}
          hint={texts.emailText}
          name="email"
          type="email"
          autoComplete="email"
          required
          error={form.errors.email}
        />
        <PasswordField
          label={fields.currentPassword}
          name="currentPassword"
          autoComplete="current-password"
          required
          error={form.errors.currentPassword}
        />
        <SubmitButton form={form} className="self-start">
          {texts.emailSubmit}
        </SubmitButton>
      </Form>
    </div>
  )
}
