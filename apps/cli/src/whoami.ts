import { isRosterError } from '@roster/client'
import { command, type GetRoster } from './command.ts'
import { cardOf } from './output/table.ts'
import type { Roster } from './roster.ts'
import { userFields } from './users/fields.ts'

export const whoami = (get: GetRoster) =>
  command('whoami', {
    summary: 'Show who you are signed in as, and where.',
    details:
      'Asks the server, so it also tells whether the session or the API key is still good. As JSON: `type` is `user`, with `user`, or `api_key`, with `prefix`.',
    examples: [
      ['roster whoami', 'Your account, and the server it is on.'],
      ['roster whoami --json | jq -r .user.role', 'One field, for a script.'],
    ],
  }).action(async () => {
    const roster = get()
    const { output } = roster
    const credential = await roster.credential()
    const { url } = credential
    if (credential.kind === 'key') {
      await checkKey(roster)
      const prefix = `${credential.apiKey.slice(0, VISIBLE_LENGTH)}…`
      return output.value({ type: 'api_key', url, prefix }, `An API key (${prefix}) at ${url}`)
    }
    const user = await (await roster.client()).users.get.query({ userId: 'me' })
    if (output.isQuiet) return output.raw(user.id)
    const fields = [{ title: 'Server', value: () => url }, ...userFields]
    output.value({ type: 'user', url, user }, cardOf(fields, user, output.paint).join('\n'))
  })

/** What the list of keys shows too. */
const VISIBLE_LENGTH = 11

/** `me` is nobody for a key: one that works hears that it may not ask, and one that does not hears that first. */
async function checkKey(roster: Roster): Promise<void> {
  try {
    await (await roster.client()).users.get.query({ userId: 'me' })
  } catch (error) {
    if (!isRosterError(error, 'FORBIDDEN')) throw error
  }
}
