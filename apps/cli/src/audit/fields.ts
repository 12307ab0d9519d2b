import type { AuditEvent } from '@roster/client'
import type { Column } from '../output/table.ts'

const timeOf = ({ at }: AuditEvent): string => at.replace('T', ' ').replace(/\.\d+Z$/, 'Z')

const actorOf = ({ actor }: AuditEvent): string =>
  actor.type === 'user' ? (actor.id ?? 'user') : [actor.type, actor.id].filter((part) => part !== null).join(' ')

const changesOf = ({ changes }: AuditEvent): string | null =>
  Object.keys(changes).length === 0 ? null : JSON.stringify(changes)

/** An event in a table. */
export const auditColumns: readonly Column<AuditEvent>[] = [
  { title: 'At', value: timeOf },
  { title: 'Action', value: ({ action }) => action },
  { title: 'Who', value: actorOf, isFlexible: true },
  { title: 'Whom', value: (event) => (event.subjectId === event.actor.id ? 'themselves' : event.subjectId) },
  { title: 'From', value: ({ ipAddress }) => ipAddress, isOptional: true },
  { title: 'Changes', value: changesOf, isFlexible: true, isOptional: true },
]

/** An event on a line of its own. */
export const lineOf = (event: AuditEvent): string =>
  [
    timeOf(event),
    event.action,
    `by ${actorOf(event)}`,
    ...(event.subjectId === null || event.subjectId === event.actor.id ? [] : [`to ${event.subjectId}`]),
    ...(event.ipAddress === null ? [] : [`from ${event.ipAddress}`]),
    ...(changesOf(event) === null ? [] : [changesOf(event)]),
  ].join('  ')
