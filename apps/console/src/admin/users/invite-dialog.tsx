import type { Role } from '@roster/client'
import { client } from '../../client.ts'
import { Form } from '../../form/form.tsx'
import { SubmitButton } from '../../form/submit-button.tsx'
import { useForm } from '../../form/use-form.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAdminMessages } from '../messages.ts'
import { refreshUsers } from './users-cache.ts'
import { ROLES } from './users-search.ts'

/** Invites somebody, who then chooses a password. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { common, fields } = useMessages()
  const { users: texts } = useAdminMessages()
  const form = useForm({
    errorFields: { EMAIL_TAKEN: 'email' },
    submit: async ({ email = '', name = '', role = 'user' }) => {
      await client.users.invite.mutate({ email, role: role as Role, ...(name.trim() !== '' && { name }) })
      refreshUsers()
      showToast({ text: texts.invite.done(email) })
      onClose()
    },
  })
  return (
    <Dialog title={texts.invite.title} onClose={onClose}>
      <p className="mb-4 text-quiet">{texts.invite.text}</p>
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
        <RoleField hint={texts.invite.roleHint} error={form.errors.role} />
        <DialogActions>
          <Button onClick={onClose}>{common.cancel}</Button>
          <SubmitButton form={form}>{texts.invite.submit}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

export function RoleField({ hint, error }: { readonly hint?: string; readonly error: string | undefined }) {
  const { users: texts } = useAdminMessages()
  return (
    <SelectField
      label={texts.columns.role}
      name="role"
      hint={hint}
      error={error}
      options={ROLES.map((role) => ({ value: role, label: texts.roles[role] }))}
    />
  )
}
