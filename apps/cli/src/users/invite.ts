import { Option } from '@commander-js/extra-typings'
import { type ChangeOptions, carryOut, DRY_RUN } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import type { Roster } from '../roster.ts'
import { userFields } from './fields.ts'
import { findUser, normaliseEmail } from './find.ts'

export const inviteUser = (get: GetRoster) =>
  command('invite', {
    summary: 'Create a user who chooses the password by a mailed link.',
    details:
      'The link works once. --resend mails a new one to somebody who has not used theirs, and the one before it stops working.',
    examples: [
      ['roster users invite ada@example.com --name "Ada Lovelace"', 'Makes the account, and mails the link.'],
      ['roster users invite ada@example.com --role admin', 'An administrator.'],
      ['roster users invite ada@example.com --resend', 'The mail was lost, or the link has expired.'],
    ],
  })
    .argument('<email>', 'Their e-mail address.')
    .option('--name <text>', 'What they are called.')
    .addOption(new Option('--role <role>', 'What they may do.').choices(['user', 'admin'] as const))
    .addOption(new Option('--resend', 'Mail the invitation again.').conflicts(['name', 'role']))
    .option(...DRY_RUN)
    .action((email, { name, role = 'user', resend, ...options }) =>
      resend ? mailAgain(get(), email, options) : invite(get(), { email: normaliseEmail(email), name, role }, options),
    )

interface Invitation {
  readonly email: string
  readonly name: string | undefined
  readonly role: 'user' | 'admin'
}

async function invite(roster: Roster, { email, name, role }: Invitation, options: ChangeOptions): Promise<void> {
  const client = await roster.client()
  const plan = {
    operation: 'users.invite',
    title: `Invite ${email}`,
    subjectId: null,
    changes: {
      email: { from: null, to: email },
      name: { from: null, to: name ?? null },
      role: { from: null, to: role },
    },
    effects: [`Mails ${email} a link that sets the password.`],
  }
  await carryOut(roster, plan, options, async () => {
    const user = await client.users.invite.mutate({ email, role, ...(name !== undefined && { name }) })
    roster.output.item(user, userFields, `Invited ${user.email}.`)
  })
}

async function mailAgain(roster: Roster, who: string, options: ChangeOptions): Promise<void> {
  const client = await roster.client()
  const user = await findUser(client, who)
  const plan = {
    operation: 'users.resendInvitation',
    title: `Invite ${user.email} again`,
    subjectId: user.id,
    changes: {},
    effects: [`Mails ${user.email} a new link; the one before it stops working.`],
  }
  await carryOut(roster, plan, options, async () => {
    await client.users.resendInvitation.mutate({ userId: user.id })
    roster.output.item(user, userFields, `Invited ${user.email} again.`)
  })
}
