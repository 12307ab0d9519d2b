import type { Session } from '@roster/client'
import { command, type GetRoster } from '../command.ts'
import { timeOf } from '../output/output.ts'
import type { Column } from '../output/table.ts'
import { findUser, USER } from './find.ts'

const columns: readonly Column<Session>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Last used', value: ({ lastUsedAt, current }) => (current ? 'this one' : timeOf(lastUsedAt)) },
  { title: 'Created', value: ({ createdAt }) => timeOf(createdAt), isOptional: true },
  { title: 'Expires', value: ({ expiresAt }) => timeOf(expiresAt), isOptional: true },
  { title: 'Address', value: ({ ipAddress }) => ipAddress },
  { title: 'Program', value: ({ userAgent }) => userAgent, isFlexible: true, isOptional: true },
]

export const listSessions = (get: GetRoster) =>
  command('sessions', {
    summary: 'List where a user is signed in.',
    details: 'The living sessions, the last used first. Yours, or anybody’s for administrators.',
    examples: [
      ['roster users sessions me', 'Your own.'],
      ['roster users sessions ada@example.com --json', 'For a script.'],
    ],
  })
    .argument('<user>', USER)
    .action(async (who) => {
      const roster = get()
      const client = await roster.client()
      const { id: userId, email } = await findUser(client, who)
      const { items } = await client.sessions.list.query({ userId })
      await roster.output.list(eachOf(items), columns)
      if (items.length === 0) roster.output.note(`${email} is not signed in anywhere.`)
    })

async function* eachOf<Item>(items: readonly Item[]): AsyncIterable<Item> {
  yield* items
}
