import type { RosterClient, Session } from '@roster/client'
import { carryOut, DRY_RUN, YES } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { Failure } from '../failure.ts'
import { writeProfile } from '../profile/profile.ts'
import type { Roster } from '../roster.ts'
import { printable } from '../terminal/text.ts'
import { countOf } from './change-status.ts'
import { findUser, USER } from './find.ts'

export const signOutUser = (get: GetRoster) =>
  command('sign-out', {
    summary: 'End the sessions of a user: all of them, or one.',
    details:
      'Asks first. Takes effect with their next request. They may sign in again: `roster users disable` prevents that.',
    examples: [
      ['roster users sign-out ada@example.com', 'Everywhere.'],
      ['roster users sign-out ada@example.com --session 0190b0d0-…', 'One of what `roster users sessions` lists.'],
      ['roster users sign-out me --yes', 'Yourself, this program included.'],
    ],
  })
    .argument('<user>', USER)
    .option('--session <id>', 'This one alone.')
    .option(...DRY_RUN)
    .option(...YES)
    .action(async (who, { session, ...options }) => {
      const roster = get()
      const client = await roster.client()
      const { id: userId, email } = await findUser(client, who)
      const { items } = await client.sessions.list.query({ userId })
      const ended = session === undefined ? items : [pick(items, session, email)]
      const plan = {
        operation: session === undefined ? 'sessions.revokeAll' : 'sessions.revoke',
        title: `Sign ${email} out`,
        subjectId: userId,
        changes: {},
        effects: [
          ...(ended.length === 0 ? ['Ends no session: there is none.'] : ended.map(effectOf)),
          ...(ended.some(({ current }) => current) ? ['That includes the session of this program.'] : []),
        ],
      }
      await carryOut(roster, plan, { ...options, isDestructive: ended.length > 0 }, async () => {
        await endSessions(client, userId, session)
        if (ended.some(({ current }) => current)) await forget(roster)
        const result = { userId, ended: ended.map(({ id }) => id) }
        roster.output.value(result, printable(`Ended ${countOf(ended.length, 'session')} of ${email}.`))
      })
    })

function pick(items: readonly Session[], id: string, email: string): Session {
  const found = items.find((session) => session.id === id.toLowerCase())
  if (found !== undefined) return found
  throw new Failure(
    EXIT.notFound,
    `${email} has no such session.`,
    `See which there are: roster users sessions ${email}`,
  )
}

const effectOf = ({ id, ipAddress, userAgent }: Session): string =>
  `Ends the session ${id} (${[userAgent, ipAddress].filter((each) => each !== null).join(', ') || 'unknown program'}).`

async function endSessions(client: RosterClient, userId: string, sessionId: string | undefined): Promise<void> {
  if (sessionId === undefined) await client.sessions.revokeAll.mutate({ userId })
  else await client.sessions.revoke.mutate({ userId, sessionId })
}

/** The profile's own session is over: the next command should say so without asking the server. */
async function forget(roster: Roster): Promise<void> {
  const credential = await roster.credential()
  if (credential.kind === 'session') await writeProfile(credential.path, { url: credential.url, tokens: null })
}
