import { Option } from '@commander-js/extra-typings'
import { carryOut, DRY_RUN, YES } from '../change/carry-out.ts'
import { changesBetween, type Plan } from '../change/plan.ts'
import { command, type GetRoster } from '../command.ts'
import { misuse } from '../failure.ts'
import { readPassword } from '../terminal/prompt.ts'
import { userFields } from './fields.ts'
import { findUser, normaliseEmail, USER } from './find.ts'
import { readVersion } from './read-version.ts'

export const updateUser = (get: GetRoster) =>
  command('update', {
    summary: 'Change the name, e-mail address or role of a user.',
    details:
      'A new address counts once the link mailed to it is followed; the old one is told. Your own address needs your password. Nobody sets the password of somebody else: see `roster users reset-password`. A change of role asks first.',
    examples: [
      ['roster users update ada@example.com --name "Ada Lovelace"', 'A name.'],
      ['roster users update ada@example.com --role admin --dry-run', 'What would change; nothing does.'],
      ['roster users update ada@example.com --role user --yes', 'Without being asked.'],
      ['roster users update me --email ada@new.example', 'Your own address: asks for your password.'],
    ],
  })
    .argument('<user>', USER)
    .option('--name <text>', 'What they are called.')
    .addOption(new Option('--no-name', 'Remove the name.'))
    .option('--email <address>', 'The new address.')
    .addOption(new Option('--role <role>', 'What they may do.').choices(['user', 'admin'] as const))
    .option('--password-stdin', 'Read your own password from standard input. Or set ROSTER_PASSWORD.')
    .option(...DRY_RUN)
    .option(...YES)
    .action(async (who, { name, email, role, passwordStdin, ...options }) => {
      const roster = get()
      const { output, terminal, environment } = roster
      const wanted = {
        ...(name !== undefined && { name: name === false ? null : name }),
        ...(email !== undefined && { email: normaliseEmail(email) }),
        ...(role !== undefined && { role }),
      }
      if (Object.keys(wanted).length === 0) {
        throw misuse('There is nothing to change.', 'Add --name, --no-name, --email or --role.')
      }
      const client = await roster.client()
      const { user, ifMatch } = await readVersion(client, (await findUser(client, who)).id)
      const changes = changesBetween(user, wanted)
      const plan: Plan = {
        operation: 'users.update',
        title: `Update ${user.email}`,
        subjectId: user.id,
        changes,
        effects:
          changes.email === undefined ? [] : [`${wanted.email} gets a link; the address counts once it is followed.`],
      }
      const unchanged = () => output.item(user, userFields)
      await carryOut(roster, plan, { ...options, isDestructive: changes.role !== undefined, unchanged }, async () => {
        const isOwn = client.auth.user?.id === user.id
        const currentPassword =
          changes.email !== undefined && isOwn
            ? await readPassword(terminal, {
                label: `Password of ${user.email}`,
                fromInput: passwordStdin,
                given: environment.password,
              })
            : undefined
        const updated = await client.users.update.mutate({ userId: user.id, ifMatch, currentPassword, ...wanted })
        output.item(updated, userFields, `Updated ${updated.email}.`)
      })
    })
