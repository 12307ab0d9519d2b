import { isRosterError, type RosterClient, type UserRead } from '@roster/client'
import { type ChangeOptions, carryOut } from '../change/carry-out.ts'
import type { Plan } from '../change/plan.ts'
import { EXIT } from '../exit-code.ts'
import { Failure } from '../failure.ts'
import type { Roster } from '../roster.ts'
import { userFields } from './fields.ts'
import { findUser } from './find.ts'
import { readVersion } from './read-version.ts'

export interface StatusChange {
  readonly operation: string
  /** `Disable`, and what it is once it is done: `Disabled`. */
  readonly words: readonly [imperative: string, done: string]
  /** What the status will be; undefined when only the server knows. */
  readonly to: UserRead['status'] | undefined
  readonly isDestructive: boolean
  readonly effects: readonly string[]
  /** Whether there is nothing to do. */
  readonly isDone: (user: UserRead) => boolean
  readonly work: (client: RosterClient, user: UserRead, ifMatch: string | undefined) => Promise<UserRead>
}

/** Disables, enables, deletes or restores a user: reads them, shows or asks, and changes what was read. */
export async function changeStatus(
  roster: Roster,
  who: string,
  change: StatusChange,
  options: ChangeOptions,
): Promise<void> {
  const { output } = roster
  const client = await roster.client()
  const { user, ifMatch } = await readVersion(client, (await findUser(client, who)).id)
  const isDone = change.isDone(user)
  if (user.status === 'deleted' && change.to !== undefined && !isDone) {
    throw new Failure(
      EXIT.conflict,
      `${user.email} is deleted.`,
      `Restore them first: roster users restore ${user.email}`,
    )
  }
  const plan: Plan = {
    operation: change.operation,
    title: isDone ? `${user.email} is ${user.status} already` : `${change.words[0]} ${user.email}`,
    subjectId: user.id,
    changes: change.to === undefined || isDone ? {} : { status: { from: user.status, to: change.to } },
    effects: isDone ? [] : [...change.effects, ...(change.isDestructive ? [await endOfSessions(client, user)] : [])],
  }
  const unchanged = () => output.item(user, userFields)
  await carryOut(roster, plan, { ...options, isDestructive: change.isDestructive, unchanged }, async () => {
    const changed = await change.work(client, user, ifMatch)
    output.item(changed, userFields, `${change.words[1]} ${changed.email}.`)
  })
}

/** A key that may change users need not be one that may read their sessions: it does without their number. */
async function endOfSessions(client: RosterClient, user: UserRead): Promise<string> {
  const { data, error } = await client.safe(client.sessions.list.query({ userId: user.id }))
  if (isRosterError(error, 'FORBIDDEN')) return 'Ends their sessions.'
  if (error) throw error
  const { items } = data
  return items.length === 0 ? 'Ends no session: there is none.' : `Ends ${countOf(items.length, 'session')}.`
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
