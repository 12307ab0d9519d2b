import { isRosterError } from '@roster/client'
import { MailCheck } from 'lucide-react'
import { useState } from 'react'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useMessages } from '../i18n/messages.ts'
import { NewPasswordField } from '../ui/new-password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { ButtonLink, TextLink } from '../ui/text-link.tsx'
import { DoneIcon } from './done-icon.tsx'
import { InboxLink } from './inbox-link.tsx'
import { FIRST, useHeadingFocus } from './use-heading-focus.ts'
import { VisitorCard } from './visitor-card.tsx'

/** Registers, and signs in where an address need not be confirmed before. */
export function RegisterPage() {
  const { register, fields } = useMessages()
  const [registered, setRegistered] = useState<string>()
  useHeadingFocus(registered ?? FIRST)
  const form = useForm({
    errorFields: { EMAIL_TAKEN: 'email' },
    async submit({ email = '', password = '', name = '' }) {
      await client.users.register.mutate({ email, password, ...(name.trim() !== '' && { name }) })
      const { error } = await client.safe(client.auth.signIn({ email, password }))
      // There is an account in any case: the way on is through the mail, or through signing in.
      if (error !== undefined) setRegistered(email)
    },
  })
  if (registered !== undefined) return <Registered email={registered} />
  return (
    <VisitorCard
      title={register.title}
      below={
        <>
          {register.haveAccount}{' '}
          <TextLink to="/sign-in" search={true}>
            {register.signIn}
          </TextLink>
        </>
      }
    >
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
        {isRosterError(form.cause, 'EMAIL_TAKEN') && (
          <p className="-mt-2 text-sm">
            <TextLink to="/sign-in" search={true}>
              {register.signInInstead}
            </TextLink>
          </p>
        )}
        <NewPasswordField label={fields.password} name="password" error={form.errors.password} />
        <SubmitButton form={form} className="w-full">
          {register.submit}
        </SubmitButton>
      </Form>
    </VisitorCard>
  )
}

function Registered({ email }: { readonly email: string }) {
  const { register } = useMessages()
  return (
    <VisitorCard
      title={register.doneTitle}
      text={register.done(email)}
      icon={<DoneIcon icon={MailCheck} tone="accent" />}
    >
      <div className="flex flex-col gap-2.5">
        <InboxLink />
        <ButtonLink to="/sign-in" look="quiet" className="w-full">
          {register.signIn}
        </ButtonLink>
      </div>
    </VisitorCard>
  )
}
