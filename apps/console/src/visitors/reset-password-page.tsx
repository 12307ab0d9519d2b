import { CircleCheck, MailCheck } from 'lucide-react'
import { useState } from 'react'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from '../ui/button.tsx'
import { NewPasswordField } from '../ui/new-password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { ButtonLink, TextLink } from '../ui/text-link.tsx'
import { DoneIcon } from './done-icon.tsx'
import { InboxLink } from './inbox-link.tsx'
import { dropLinkToken, linkToken } from './link-token.ts'
import { FIRST, useHeadingFocus } from './use-heading-focus.ts'
import { VisitorCard } from './visitor-card.tsx'

type Step =
  | { readonly name: 'ask' }
  | { readonly name: 'done' }
  | { readonly name: 'sent'; readonly email: string }
  | { readonly name: 'choose'; readonly token: string }

/** Asks for a link by mail; or, opened by that link, sets the new password. */
export function ResetPasswordPage() {
  const [first] = useState<Step>(() => {
    const token = linkToken()
    return token === undefined ? { name: 'ask' } : { name: 'choose', token }
  })
  const [step, setStep] = useState(first)
  useHeadingFocus(step === first ? FIRST : step.name)
  if (step.name === 'ask') return <Ask onSent={(email) => setStep({ name: 'sent', email })} />
  if (step.name === 'sent') return <Sent email={step.email} onAgain={() => setStep({ name: 'ask' })} />
  if (step.name === 'done') return <Done />
  return (
    <Choose token={step.token} onDone={() => setStep({ name: 'done' })} onNewLink={() => setStep({ name: 'ask' })} />
  )
}

function Ask({ onSent }: { readonly onSent: (email: string) => void }) {
  const { resetPassword: texts, fields } = useMessages()
  const form = useForm({
    async submit({ email = '' }) {
      await client.users.resetPassword.mutate({ email })
      onSent(email)
    },
  })
  return (
    <VisitorCard title={texts.title} text={texts.text} below={<TextLink to="/sign-in">{texts.toSignIn}</TextLink>}>
      <Form form={form}>
        <TextField
          label={fields.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          error={form.errors.email}
        />
        <SubmitButton form={form} className="w-full">
          {texts.submit}
        </SubmitButton>
      </Form>
    </VisitorCard>
  )
}

function Sent({ email, onAgain }: { readonly email: string; readonly onAgain: () => void }) {
  const { resetPassword: texts } = useMessages()
  return (
    <VisitorCard
      title={texts.sentTitle}
      icon={<DoneIcon icon={MailCheck} tone="accent" />}
      text={
        <>
          <p>{texts.sent(email)}</p>
          <p className="mt-2">{texts.sentHint}</p>
        </>
      }
      below={<TextLink to="/sign-in">{texts.toSignIn}</TextLink>}
    >
      <div className="flex flex-col gap-2.5">
        <InboxLink />
        <Button look="quiet" className="w-full" onClick={onAgain}>
          {texts.again}
        </Button>
      </div>
    </VisitorCard>
  )
}

interface ChooseProps {
  readonly token: string
  readonly onDone: () => void
  readonly onNewLink: () => void
}

function Choose({ token, onDone, onNewLink }: ChooseProps) {
  const { resetPassword: texts, fields } = useMessages()
  const form = useForm({
    async submit({ newPassword = '' }) {
      await client.users.confirmPasswordReset.mutate({ token, newPassword })
      dropLinkToken()
      // Every session has ended, one in this browser too.
      await client.safe(client.auth.signOut())
      onDone()
    },
  })
  const newLink = () => {
    dropLinkToken()
    onNewLink()
  }
  return (
    <VisitorCard
      title={texts.chooseTitle}
      text={texts.chooseText}
      below={
        <Button look="quiet" onClick={newLink}>
          {texts.newLink}
        </Button>
      }
    >
      <Form form={form}>
        <NewPasswordField label={fields.newPassword} name="newPassword" error={form.errors.newPassword} />
        <SubmitButton form={form} className="w-full">
          {texts.chooseSubmit}
        </SubmitButton>
      </Form>
    </VisitorCard>
  )
}

function Done() {
  const { resetPassword: texts } = useMessages()
  return (
    <VisitorCard title={texts.doneTitle} text={texts.done} icon={<DoneIcon icon={CircleCheck} />}>
      <ButtonLink to="/sign-in" look="primary" className="w-full">
        {texts.signIn}
      </ButtonLink>
    </VisitorCard>
  )
}
