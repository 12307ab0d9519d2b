import type { UserRead } from '@roster/client'
import { BadgeCheck, MailWarning } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { client } from '../client.ts'
import { useErrorText } from '../i18n/error-text.ts'
import { useMessages } from '../i18n/messages.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { showToast } from '../ui/toast.tsx'

export function AccountDetails({ user }: { readonly user: UserRead }) {
  const { profile: texts } = useMessages()
  return (
    <dl className="-mt-2 divide-y divide-line">
      <Detail term={texts.email}>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {user.email}
          {user.emailVerified ? (
            <Badge tone="ok">
              <BadgeCheck className="size-3.5" aria-hidden />
              {texts.verified}
            </Badge>
          ) : (
            <>
              <Badge tone="warn">
                <MailWarning className="size-3.5" aria-hidden />
                {texts.notVerified}
              </Badge>
              <Resend email={user.email} />
            </>
          )}
        </span>
      </Detail>
      <Detail term={texts.role}>{texts.roles[user.role]}</Detail>
      <Detail term={texts.since}>
        <Time at={user.createdAt} />
      </Detail>
      {user.lastLoginAt !== null && (
        <Detail term={texts.lastLogin}>
          <Time at={user.lastLoginAt} />
        </Detail>
      )}
      <Detail term={texts.id}>
        <code className="font-mono text-sm">{user.id}</code>
      </Detail>
    </dl>
  )
}

function Detail({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="grid items-baseline gap-x-6 gap-y-0.5 py-3 sm:grid-cols-[9rem_1fr]">
      <dt className="text-quiet">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}

function Resend({ email }: { readonly email: string }) {
  const { profile: texts } = useMessages()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const resend = async () => {
    setBusy(true)
    const { error } = await client.safe(client.users.resendVerification.mutate({ email }))
    setBusy(false)
    showToast(error ? { text: errorText(error), tone: 'danger' } : { text: texts.resent })
  }
  return (
    <Button look="quiet" className="text-accent!" busy={busy} onClick={() => void resend()}>
      {texts.resend}
    </Button>
  )
}
