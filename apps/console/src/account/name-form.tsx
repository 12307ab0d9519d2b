import type { UserRead } from '@roster/client'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useErrorText } from '../i18n/error-text.ts'
import { useMessages } from '../i18n/messages.ts'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.tsx'

/** Changes one's own name, with a way back. */
export function NameForm({ user }: { readonly user: UserRead }) {
  const { fields, common } = useMessages()
  const errorText = useErrorText()
  const save = (name: string | null) => client.users.update.mutate({ userId: 'me', name })
  const undo = (name: string | null) =>
    void save(name).catch((error: unknown) => showToast({ text: errorText(error), tone: 'danger' }))
  const form = useForm({
    async submit({ name = '' }) {
      const before = user.name
      await save(name.trim() === '' ? null : name)
      showToast({ text: common.saved, action: { label: common.undo, run: () => undo(before) } })
    },
  })
  return (
    <Form form={form} className="flex flex-col gap-4 sm:max-w-md">
      {/* Another tab, or undoing, may change it meanwhile. */}
      <TextField
        key={user.name}
        label={fields.name}
        name="name"
        autoComplete="name"
        defaultValue={user.name ?? ''}
        error={form.errors.name}
      />
      <SubmitButton form={form} className="self-start">
        {common.save}
      </SubmitButton>
    </Form>
  )
}
