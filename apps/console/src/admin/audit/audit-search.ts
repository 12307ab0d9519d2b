import type { AuditAction, AuditListQuery } from '@roster/client'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const MINUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/

/** What the address of the log says. Times are the viewer's, to the minute: `2026-01-31T09:30`. */
export interface AuditSearch {
  readonly action?: string
  readonly actor?: string
  readonly subject?: string
  readonly from?: string
  readonly to?: string
}

export function readAuditSearch(params: Readonly<Record<string, unknown>>, actions: readonly string[]): AuditSearch {
  const { action, actor, subject, from, to } = params
  const fits = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value)
  return {
    ...(typeof action === 'string' && actions.includes(action) && { action }),
    ...(fits(actor, UUID) && { actor }),
    ...(fits(subject, UUID) && { subject }),
    ...(fits(from, MINUTE) && { from }),
    ...(fits(to, MINUTE) && { to }),
  }
}

export const auditQueryOf = ({ action, actor, subject, from, to }: AuditSearch) =>
  ({
    limit: 30,
    ...(action !== undefined && { action: action as AuditAction }),
    ...(actor !== undefined && { actorId: actor }),
    ...(subject !== undefined && { subjectId: subject }),
    ...(from !== undefined && { after: new Date(from).toISOString() }),
    // To the end of the minute that is named.
    ...(to !== undefined && { before: new Date(new Date(to).getTime() + 59_999).toISOString() }),
  }) satisfies AuditListQuery

export const isId = (text: string): boolean => UUID.test(text)
