import { type ReactNode, useState } from 'react'
import { useErrorText } from '../../i18n/error-text.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { showToast } from '../../ui/toast.tsx'
import { keepFocus } from '../keep-focus.ts'
import { useAdminMessages } from '../messages.ts'
import { inSentence } from '../users/in-sentence.ts'
import { nameOf } from '../users/user-cells.tsx'
import type { VersionedUser } from '../users/users-cache.ts'
import { type AccessChange, changeAccess, oppositeChange } from './access-change.ts'
import { AccessDialog } from './access-dialog.tsx'

/** What a user may do, and whether at all. */
export function AccessCard({ versioned, isMe }: { readonly versioned: VersionedUser; readonly isMe: boolean }) {
  const { common } = useMessages()
  const { access, done } = useAdminMessages().user
  const errorText = useErrorText()
  const [asking, setAsking] = useState<AccessChange>()
  const { user } = versioned
  const { role, status } = user

  const said: Record<AccessChange, (name: string) => string> = {
    promote: done.promoted,
    demote: done.demoted,
    disable: done.disabled,
    enable: done.enabled,
    delete: done.deleted,
    restore: done.restored,
  }
  const run = async (change: AccessChange, canUndo: boolean): Promise<void> => {
    await changeAccess(user.id, change)
    keepFocus('[aria-labelledby=access]')
    const undo = () =>
      void run(oppositeChange(change), false).catch((error) => showToast({ tone: 'danger', text: errorText(error) }))
    // Whoever has lost the administration cannot give it back to themselves.
    showToast({
      text: said[change](inSentence(nameOf(user))),
      ...(canUndo && !isMe && { action: { label: common.undo, run: undo } }),
    })
  }
  const runNow = (change: AccessChange) =>
    void run(change, true).catch((error) => showToast({ tone: 'danger', text: errorText(error) }))

  const states = {
    active: access.isActive,
    disabled: access.isDisabled,
    deleted: access.isDeleted,
  }
  return (
    <Section id="access" title={access.title}>
      <ul className="flex flex-col gap-4">
        {status !== 'deleted' && (
          <Line text={role === 'admin' ? access.isAdmin : access.isUser}>
            {role === 'admin' ? (
              <Button onClick={() => setAsking('demote')}>{access.demote}</Button>
            ) : (
              <Button onClick={() => setAsking('promote')}>{access.promote}</Button>
            )}
          </Line>
        )}
        <Line text={states[status]}>
          {status === 'active' && <Button onClick={() => setAsking('disable')}>{access.disable}</Button>}
          {status === 'disabled' && <Button onClick={() => runNow('enable')}>{access.enable}</Button>}
          {status !== 'deleted' && (
            <Button look="dangerQuiet" onClick={() => setAsking('delete')}>
              {access.delete}
            </Button>
          )}
          {status === 'deleted' && (
            <Button look="primary" onClick={() => runNow('restore')}>
              {access.restore}
            </Button>
          )}
        </Line>
      </ul>
      {asking !== undefined && (
        <AccessDialog
          change={asking}
          user={user}
          isMe={isMe}
          onConfirm={() => run(asking, true)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </Section>
  )
}

function Line({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <p className="min-w-0 flex-1 basis-56">{text}</p>
      <div className="flex flex-wrap gap-2">{children}</div>
    </li>
  )
}
