import type { AuditEvent, UserRead } from '@roster/client'
import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Time } from '../../ui/time.tsx'
import { useAdminMessages } from '../messages.ts'
import { EventSentence } from './event-sentence.tsx'
import { useUsersOf } from './use-user-names.ts'

/** Events in words; all there is to know about each is a click away. */
export function EventList({ events }: { readonly events: readonly AuditEvent[] }) {
  const users = useUsersOf(events)
  if (events.length === 0) return null
  return (
    <ol className="flex flex-col divide-y divide-line">
      {events.map((event) => (
        <EventItem key={event.id} event={event} users={users} />
      ))}
    </ol>
  )
}

interface EventItemProps {
  readonly event: AuditEvent
  readonly users: ReadonlyMap<string, UserRead>
}

function EventItem({ event, users }: EventItemProps) {
  const { details } = useAdminMessages().audit
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <li>
      <div className="grid grid-cols-[1fr_auto] items-center gap-x-3 py-1 sm:grid-cols-[1fr_auto_auto]">
        <p id={`${id}-sentence`} className="min-w-0">
          <EventSentence event={event} users={users} />
        </p>
        <p className="text-sm text-quiet max-sm:row-start-2 sm:whitespace-nowrap">
          {event.ipAddress !== null && <span className="mr-2.5 max-md:hidden">{event.ipAddress}</span>}
          <Time at={event.at} />
        </p>
        <IconButton
          label={details}
          aria-describedby={`${id}-sentence`}
          aria-expanded={open}
          aria-controls={id}
          className="max-sm:col-start-2 max-sm:row-span-2 max-sm:row-start-1"
          onClick={() => setOpen(!open)}
        >
          <ChevronDown className={classNames('size-4 transition-transform', open && 'rotate-180')} aria-hidden />
        </IconButton>
      </div>
      <div id={id} hidden={!open}>
        {open && <EventDetails event={event} />}
      </div>
    </li>
  )
}

function EventDetails({ event }: { readonly event: AuditEvent }) {
  const { fields } = useAdminMessages().audit
  const rows = [
    [fields.action, event.action],
    [fields.id, event.id],
    [fields.actor, event.actor.id === null ? event.actor.type : `${event.actor.type} ${event.actor.id}`],
    [fields.subject, event.subjectId],
    [fields.changes, Object.keys(event.changes).length === 0 ? null : JSON.stringify(event.changes)],
    [fields.request, event.requestId],
    [fields.address, event.ipAddress],
    [fields.hash, event.hash],
  ] as const
  return (
    <dl className="mb-3 grid gap-x-4 gap-y-1 rounded-lg bg-ground px-4 py-3 text-sm sm:grid-cols-[6rem_1fr]">
      {rows.map(
        ([term, value]) =>
          value !== null && (
            <div key={term} className="contents">
              <dt className="text-quiet">{term}</dt>
              <dd className="min-w-0 font-mono">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
