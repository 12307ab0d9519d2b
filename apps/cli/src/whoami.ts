import { command, type GetRoster } from './command.ts'
import { userFields } from './users/fields.ts'

export const whoami = (get: GetRoster) =>
  command('whoami', {
    summary: 'Show who you are signed in as, and where.',
    details: 'Asks the server, so it also tells whether the session is still good.',
    examples: [
      ['roster whoami', 'Your account, and the server it is on.'],
      ['roster whoami --json | jq -r .role', 'One field, for a script.'],
    ],
  }).action(async () => {
    const roster = get()
    const client = await roster.client()
    const user = await client.users.get.query({ userId: 'me' })
    roster.output.note(`At ${await roster.server()}`)
    roster.output.item(user, userFields)
  })
