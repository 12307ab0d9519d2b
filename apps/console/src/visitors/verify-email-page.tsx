import { CircleCheck, MailCheck } from 'lucide-react'
import { useState } from 'react'
import { client } from '../client.ts'
import { Form } from '../form/form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { useForm } from '../form/use-form.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { ButtonLink } from '../ui/text-link.tsx'
import { DoneIcon } from './done-icon.tsx'
import { InboxLink } from './inbox-link.tsx'
import { dropLinkToken, linkToken } from './link-token.ts'
import { FIRST, useHeadingFocus } from './use-heading-focus.ts'
import { VisitorCard } from './visitor-card.tsx'

type Step =
  | { readonly name: 'ask' }
  | { readonly name: 'done' }
  | { readonly name: 'sent'; readonly email: string }
  | { readonly name: 'confirm'; readonly token: string }

/** Confirms an address when a button is pressed: programs that open mailed links must not use them up. */
export function VerifyEmailPage() {
  const [first] = useState<Step>(() => {
    const token = linkToken()
    return token === undefined ? { name: 'ask' } : { name: 'confirm', token }
  })
  const [step, setStep] = useState(first)
  useHeadingFocus(step === first ? FIRST : step.name)
  if (step.name === 'ask') return <Ask onSent={(email) => setStep({ name: 'sent', email })} />
  if (step.name === 'sent') return <Sent email={step.email} />
  if (step.name === 'done') return <Done />
  return (
    <Confirm token={step.token} onDone={() => setStep({ name: 'done' })} onNewLink={() => setStep({ name: 'ask' })} />
  )
}

interface ConfirmProps {
  readonly token: string
  readonly onDone: () => void
  readonly onNewLink: () => void
}

function Confirm({ token, onDone, onNewLink }: ConfirmProps) {
  const { verifyEmail: texts } = useMessages()
  const form = useForm({
    async submit() {
      await client.users.verifyEmail.mutate({ token })
      dropLinkToken()
      // Somebody who is signed in sees it at once. A first confirmation may have ended the session in this tab.
      if (client.auth.user) await client.safe(client.users.get.query({ userId: 'me' }))
      onDone()
    },
  })
  const newLink = () => {
    dropLinkToken()
    onNewLink()
  }
  return (
    <VisitorCard
      title={texts.title}
      text={texts.text}
      below={
        <Button look="quiet" onClick={newLink}>
          {texts.newLink}
        </Button>
      }
    >
      <Form form={form}>
        <SubmitButton form={form} className="w-full">
          {texts.submit}
        </SubmitButton>
      </Form>
    </VisitorCard>
  )
}

function Done() {
  const { verifyEmail: texts } = useMessages()
  return (
    <VisitorCard title={texts.doneTitle} text={texts.done} icon={<DoneIcon icon={CircleCheck} />}>
      <ButtonLink to="/" look="primary" className="w-full">
        {texts.goOn}
      </ButtonLink>
    </VisitorCard>
  )
}

function Ask({ onSent }: { readonly onSent: (email: string) => void }) {
  const { verifyEmail: texts, fields } = useMessages()
  const form = useForm({
    async submit({ email = '' }) {
      await client.users.resendVerification.mutate({ email })
      onSent(email)
    },
  })
  return (
    <VisitorCard title={texts.resendTitle} text={texts.resendText}>
      <Form form={form}>
        <TextField
          label={fields.email}
          name="email"
          type="email"
          autoComplete="email"
          required
          error={form.errors.email}
        />
        <SubmitButton form={form} className="w-full">
          {texts.resendSubmit}
        </SubmitButton>
      </Form>
    </VisitorCard>
  )
}

function Sent({ email }: { readonly email: string }) {
  const { verifyEmail: texts, resetPassword } = useMessages()
  return (
    <VisitorCard
      title={texts.sentTitle}
      icon={<DoneIcon icon={MailCheck} tone="accent" />}
      text={
        <>
          <p>{texts.sent(email)}</p>
          <p className="mt-2">{resetPassword.sentHint}</p>
        </>
      }
    >
      <InboxLink />
    </VisitorCard>
  )
}
