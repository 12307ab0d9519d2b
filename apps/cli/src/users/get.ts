import { command, type GetRoster } from '../command.ts'
import { userFields } from './fields.ts'
import { findUser, USER } from './find.ts'

export const getUser = (get: GetRoster) =>
  command('get', {
    summary: 'Show a user.',
    details: 'Yourself, or anybody for administrators, deleted users included.',
    examples: [
      ['roster users get ada@example.com', 'By e-mail address.'],
      ['roster users get me', 'Yourself.'],
      ['roster users get ada@example.com --json | jq -r .last_login_at', 'One field, for a script.'],
    ],
  })
    .argument('<user>', USER)
    .action(async (who) => {
      const { client, output } = get()
      output.item(await findUser(await client(), who), userFields)
    })
