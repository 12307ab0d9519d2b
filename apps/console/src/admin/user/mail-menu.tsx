import type { UserRead } from '@roster/client'
import { ChevronDown, KeyRound, MailCheck, MailPlus } from 'lucide-react'
import { client } from '../../client.ts'
import { useErrorText } from '../../i18n/error-text.ts'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAdminMessages } from '../messages.ts'

/** The mails that can be sent to a user. */
export function MailMenu({ user }: { readonly user: UserRead }) {
  const { mail, actions } = useAdminMessages().user
  const errorText = useErrorText()
  const { email } = user
  const send = async (mailed: Promise<unknown>, text: string) => {
    try {
      await mailed
      showToast({ text })
    } catch (error) {
      showToast({ tone: 'danger', text: errorText(error) })
    }
  }
  const items: MenuItem[] = [
    {
      label: mail.reset,
      icon: <KeyRound className="size-4" aria-hidden />,
      run: () => void send(client.users.resetPassword.mutate({ email }), mail.resetSent(email)),
    },
  ]
  if (!user.emailVerified) {
    items.push({
      label: mail.verification,
      icon: <MailCheck className="size-4" aria-hidden />,
      run: () => void send(client.users.resendVerification.mutate({ email }), mail.verificationSent(email)),
    })
  }
  // Whoever has signed in has accepted.
  if (!user.emailVerified && user.lastLoginAt === null) {
    items.push({
      label: mail.invitation,
      icon: <MailPlus className="size-4" aria-hidden />,
      run: () => void send(client.users.resendInvitation.mutate({ userId: user.id }), mail.invitationSent(email)),
    })
  }
  return (
    <Menu label={actions} items={items}>
      {actions}
      <ChevronDown className="size-4" aria-hidden />
    </Menu>
  )
}
