import { carryOut, DRY_RUN } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { printable } from '../terminal/text.ts'
import { findUser, normaliseEmail, USER } from './find.ts'

export const resetPassword = (get: GetRoster) =>
  command('reset-password', {
    summary: 'Mail a link to choose a new password.',
    details:
      'Works without a sign-in when the address is given. The answer is the same whether or not there is such an account, and the password stays until the link is used.',
    examples: [
      ['roster users reset-password ada@example.com', 'For somebody, or for yourself when you have forgotten it.'],
      ['roster users reset-password me', 'For your own account.'],
    ],
  })
    .argument('<user>', USER)
    .option(...DRY_RUN)
    .action(async (who, options) => {
      const roster = get()
      const email = who.includes('@') ? normaliseEmail(who) : (await findUser(await roster.client(), who)).email
      const plan = {
        operation: 'users.resetPassword',
        title: `Reset the password of ${email}`,
        changes: {},
        effects: ['Mails a link to that address, if it belongs to an active account. The link works once.'],
      }
      await carryOut(roster, plan, options, async () => {
        const { message } = await (await roster.anonymousClient()).users.resetPassword.mutate({ email })
        roster.output.value({ email, message }, printable(message))
      })
    })
