import type { AuditActor, AuditEvent, UserRead } from '@roster/client'
import type { ReactNode } from 'react'
import { TextLink } from '../../ui/text-link.tsx'
import { useAdminMessages } from '../messages.ts'
import { nameOf } from '../users/user-cells.tsx'

export interface EventSentenceProps {
  readonly event: AuditEvent
  readonly users: ReadonlyMap<string, UserRead>
}

/** What happened, as a sentence with links to the people in it. */
export function EventSentence({ event, users }: EventSentenceProps) {
  const { audit } = useAdminMessages()
  const { actor, subjectId } = event
  // Somebody without a session acts for themselves: by a password, or by a mailed link.
  const isSelf = actor.type === 'anonymous' || (actor.id !== null && actor.id === subjectId)
  const template = audit.sentences[event.action]?.[isSelf ? 'self' : 'by'] ?? event.action
  const [from, to] = Array.isArray(event.changes.role) ? event.changes.role : []
  const parts: Readonly<Record<string, ReactNode>> = {
    '{actor}': <Actor actor={actor} users={users} />,
    '{subject}': <Person id={subjectId} users={users} />,
    '{from}': <RoleName role={from} />,
    '{to}': <RoleName role={to} />,
  }
  return template.split(/(\{\w+\})/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a sentence does not change its parts.
    <span key={index}>{parts[part] ?? part}</span>
  ))
}

function RoleName({ role }: { readonly role: unknown }) {
  const { audit } = useAdminMessages()
  return role === 'user' || role === 'admin' ? audit.roles[role] : String(role)
}

function Actor({ actor, users }: { readonly actor: AuditActor; readonly users: EventSentenceProps['users'] }) {
  const { audit } = useAdminMessages()
  return actor.type === 'user' ? <Person id={actor.id} users={users} /> : <strong>{audit.actors[actor.type]}</strong>
}

/** By name where it is known, else by the beginning of the id. */
function Person({ id, users }: { readonly id: string | null; readonly users: EventSentenceProps['users'] }) {
  const { audit } = useAdminMessages()
  if (id === null) return <strong>{audit.actors.anonymous}</strong>
  const user = users.get(id)
  return (
    <TextLink to="/users/$userId" params={{ userId: id }} className="font-medium" title={user?.email}>
      <bdi className="inline-block max-w-56 truncate align-bottom">
        {user === undefined ? `${id.slice(0, 8)}…` : nameOf(user)}
      </bdi>
    </TextLink>
  )
}
