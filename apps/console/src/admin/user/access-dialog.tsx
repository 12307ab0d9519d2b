import type { UserRead } from '@roster/client'
import { useQuery } from '@tanstack/react-query'
import { roster } from '../../client.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Note } from '../../ui/note.tsx'
import { useAdminMessages } from '../messages.ts'
import { inSentence } from '../users/in-sentence.ts'
import { nameOf } from '../users/user-cells.tsx'
import type { AccessChange } from './access-change.ts'

export interface AccessDialogProps {
  readonly change: AccessChange
  readonly user: UserRead
  readonly isMe: boolean
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Says what a change of role or status brings about, before it does. */
export function AccessDialog({ change, user, isMe, onConfirm, onClose }: AccessDialogProps) {
  const { access, confirm } = useAdminMessages().user
  const name = inSentence(nameOf(user))
  const sessions = useQuery(roster.sessions.list.queryOptions({ userId: user.id }))
  const count = sessions.data?.items.length ?? 0
  const isLast = useIsLastAdmin(user) && change !== 'promote'
  const endsSession = isMe && (change === 'disable' || change === 'delete')
  const [title, texts] = {
    promote: [confirm.promoteTitle(name), [confirm.promote]],
    demote: [confirm.demoteTitle(name), [confirm.demote, isMe && confirm.demoteSelf]],
    disable: [confirm.disableTitle(name), [confirm.disable(count), user.role === 'admin' && confirm.keys]],
    delete: [confirm.deleteTitle(name), [confirm.delete(count), user.role === 'admin' && confirm.keys]],
    enable: ['', []],
    restore: ['', []],
  }[change] as [string, (string | false)[]]
  return (
    <ConfirmDialog
      title={title}
      confirm={access[change]}
      danger={change !== 'promote'}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <div className="flex flex-col gap-2.5">
        {texts.filter(Boolean).map((text) => (
          <p key={String(text)}>{text}</p>
        ))}
        {endsSession && <p className="font-medium text-text">{confirm.self}</p>}
        {isLast && <Note tone="warn">{confirm.lastAdmin}</Note>}
      </div>
    </ConfirmDialog>
  )
}

/** Whether nobody could administer without them. The server decides; this explains beforehand why it will say no. */
function useIsLastAdmin({ id, role, status }: UserRead): boolean {
  const admins = useQuery(roster.users.list.queryOptions({ role: 'admin', status: 'active', limit: 2 }))
  return role === 'admin' && status === 'active' && admins.data?.items.length === 1 && admins.data.items[0]?.id === id
}
