import type { Role } from '@roster/client'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { client } from '../../client.ts'
import { Form } from '../../form/form.tsx'
import { SubmitButton } from '../../form/submit-button.tsx'
import { useForm } from '../../form/use-form.ts'
import { useErrorText } from '../../i18n/error-text.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAdminMessages } from '../messages.ts'
import { inSentence } from './in-sentence.ts'
import { RoleField } from './invite-dialog.tsx'
import { suggestPassword } from './suggest-password.ts'
import { refreshUsers } from './users-cache.ts'

/** Makes an account with a password that an administrator hands over. */
export function CreateUserDialog({ onClose }: { readonly onClose: () => void }) {
  const { common, fields } = useMessages()
  const { users: texts } = useAdminMessages()
  const errorText = useErrorText()
  const navigate = useNavigate()
  const password = useRef<HTMLInputElement>(null)
  const form = useForm({
    errorFields: { EMAIL_TAKEN: 'email' },
    submit: async ({ email = '', name = '', password = '', role = 'user' }) => {
      const user = await client.users.register.mutate({ email, password, ...(name.trim() !== '' && { name }) })
      const shown = inSentence(user.name ?? user.email)
      const open = () => void navigate({ to: '/users/$userId', params: { userId: user.id } })
      const { error } =
        role === 'user'
          ? { error: undefined }
          : await client.safe(client.users.update.mutate({ userId: user.id, role: role as Role }))
      refreshUsers()
      showToast({
        text: error === undefined ? texts.create.done(shown) : `${texts.create.roleFailed(shown)} ${errorText(error)}`,
        ...(error !== undefined && { tone: 'danger' }),
        action: { label: texts.create.show, run: open },
      })
      onClose()
    },
  })
  return (
    <Dialog title={texts.create.title} onClose={onClose}>
      <p className="mb-4 text-quiet">{texts.create.text}</p>
      <Form form={form}>
        <TextField
          label={fields.email}
          name="email"
          type="email"
          autoComplete="off"
          required
          error={form.errors.email}
        />
        <TextField label={fields.name} name="name" autoComplete="off" optional error={form.errors.name} />
        {/* To be seen: it has to be handed over. */}
        <TextField
          ref={password}
          label={fields.password}
          hint={texts.create.passwordHint}
          name="password"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          className="font-mono"
          error={form.errors.password}
        />
        <Button
          look="quiet"
          className="-mt-2 self-start"
          onClick={() => {
            if (password.current) password.current.value = suggestPassword()
            password.current?.dispatchEvent(new Event('input', { bubbles: true }))
            password.current?.select()
          }}
        >
          {texts.create.generate}
        </Button>
        <RoleField error={form.errors.role} />
        <DialogActions>
          <Button onClick={onClose}>{common.cancel}</Button>
          <SubmitButton form={form}>{texts.create.submit}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
