import { whySignedOut } from '../client.ts'
import { useMessages } from '../i18n/messages.ts'
import { Note } from '../ui/note.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { VisitorCard } from './visitor-card.tsx'

export function SignInPage() {
  const { signIn } = useMessages()
  return (
    <VisitorCard
      title={signIn.title}
      below={
        <>
          {signIn.noAccount}{' '}
          <TextLink to="/register" search={true}>
            {signIn.register}
          </TextLink>
        </>
      }
    >
      {whySignedOut() === 'expired' && (
        <Note tone="info" className="mb-5">
          {signIn.expired}
        </Note>
      )}
      <SignInForm />
    </VisitorCard>
  )
}
