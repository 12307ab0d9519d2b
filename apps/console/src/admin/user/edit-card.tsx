import { isRosterError } from '@roster/client'
import { useState } from 'react'
import { client, queryClient } from '../../client.ts'
import { Form } from '../../form/form.tsx'
import { SubmitButton } from '../../form/submit-button.tsx'
import { useForm } from '../../form/use-form.ts'
import { useErrorText } from '../../i18n/error-text.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Section } from '../../ui/card.tsx'
import { Announced, Note } from '../../ui/note.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAdminMessages } from '../messages.ts'
import { updateVersioned } from '../users/use-versioned-user.ts'
import { refreshUsers, userKey, type VersionedUser } from '../users/users-cache.ts'

/** Name and address. What somebody else has saved meanwhile is shown before it is overwritten. */
export function EditCard({ versioned, isMe }: { readonly versioned: VersionedUser; readonly isMe: boolean }) {
  const { common, fields, navigation } = useMessages()
  const errorText = useErrorText()
  const { edit } = useAdminMessages().user
  const [conflict, setConflict] = useState(false)
  const { user } = versioned
  /** Fields keep what was typed; others begin with what the user is called now. */
  const [generation, setGeneration] = useState(0)
  const takeBack = async () => {
    const { error } = await client.safe(client.users.update.mutate({ userId: user.id, name: user.name }))
    if (error !== undefined) return showToast({ tone: 'danger', text: errorText(error) })
    await queryClient.invalidateQueries({ queryKey: userKey(user.id) })
    refreshUsers()
    setGeneration((before) => before + 1)
  }
  const form = useForm({
    errorFields: { EMAIL_TAKEN: 'email' },
    submit: async (values) => {
      setConflict(false)
      const name = values.name?.trim() || null
      const email = values.email?.trim() ?? user.email
      const change = { ...(name !== user.name && { name }), ...(email !== user.email && { email }) }
      if (Object.keys(change).length === 0) return showToast({ text: edit.nothing })
      try {
        await updateVersioned(versioned, change)
        if (change.email !== undefined) return showToast({ text: edit.emailSent(email) })
        showToast({ text: edit.saved, action: { label: common.undo, run: () => void takeBack() } })
      } catch (error) {
        if (!isRosterError(error, 'VERSION_CONFLICT')) throw error
        setConflict(true)
        refreshUsers()
      }
    },
  })
  return (
    <Section id="edit" title={edit.title} text={edit.text}>
      <Announced>
        {conflict && (
          <Note tone="warn" className="mb-4">
            {edit.conflict}
          </Note>
        )}
      </Announced>
      <Form key={generation} form={form}>
        <TextField
          label={fields.name}
          name="name"
          autoComplete="off"
          optional
          defaultValue={user.name ?? ''}
          error={form.errors.name}
        />
        {isMe ? (
          // That takes one's own password, which is asked for there.
          <p className="text-quiet">
            {edit.ownEmail} <TextLink to="/account/security">{navigation.security}</TextLink>
          </p>
        ) : (
          <TextField
            label={fields.email}
            name="email"
            type="email"
            autoComplete="off"
            required
            defaultValue={user.email}
            error={form.errors.email}
          />
        )}
        <SubmitButton form={form} className="self-start">
          {edit.submit}
        </SubmitButton>
      </Form>
    </Section>
  )
}
