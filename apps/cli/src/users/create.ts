import { Option } from '@commander-js/extra-typings'
import { isRosterError, type RosterClient, type UserRead } from '@roster/client'
import { carryOut, DRY_RUN } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { Failure } from '../failure.ts'
import { readPassword } from '../terminal/prompt.ts'
import { userFields } from './fields.ts'
import { normaliseEmail } from './find.ts'

export const createUser = (get: GetRoster) =>
  command('create', {
    summary: 'Create a user with a password that you choose.',
    details:
      'They get a mail that confirms their address. To let them choose the password themselves: `roster users invite`.',
    examples: [
      ['roster users create ada@example.com --name "Ada Lovelace"', 'Asks for the password, twice.'],
      [
        'openssl rand -base64 18 | tee /dev/tty | roster users create bot@example.com --password-stdin',
        'A random one.',
      ],
      ['roster users create ada@example.com --role admin --password-stdin < password.txt', 'An administrator.'],
    ],
  })
    .argument('<email>', 'Their e-mail address.')
    .option('--name <text>', 'What they are called.')
    .addOption(
      new Option('--role <role>', 'What they may do.').choices(['user', 'admin'] as const).default('user' as const),
    )
    .option('--password-stdin', 'Read the password from standard input. Or set ROSTER_PASSWORD.')
    .option(...DRY_RUN)
    .action(async (given, { name, role, passwordStdin, ...options }) => {
      const roster = get()
      const { output, terminal, environment } = roster
      const email = normaliseEmail(given)
      const client = await roster.client()
      const plan = {
        operation: 'users.register',
        title: `Create ${email}`,
        subjectId: null,
        changes: {
          email: { from: null, to: email },
          name: { from: null, to: name ?? null },
          role: { from: null, to: role },
        },
        effects: [`${email} gets a mail that confirms the address.`],
      }
      await carryOut(roster, plan, options, async () => {
        const password = await readPassword(terminal, {
          label: `Password for ${email}`,
          fromInput: passwordStdin,
          given: environment.password,
          isNew: true,
        })
        const made = await client.users.register.mutate({ email, password, ...(name !== undefined && { name }) })
        const user = role === 'admin' ? await promote(client, made) : made
        output.item(user, userFields, `Created ${user.email}.`)
      })
    })

/** Two steps, because nobody registers with a role: the second one may fail alone. */
async function promote(client: RosterClient, { id: userId, email }: UserRead): Promise<UserRead> {
  try {
    return await client.users.update.mutate({ userId, role: 'admin' })
  } catch (error) {
    if (!isRosterError(error)) throw error
    throw new Failure(
      error.code === 'FORBIDDEN' ? EXIT.refused : EXIT.failure,
      `${email} was created as a user, and could not be made an administrator: ${error.message}`,
      `As an administrator: roster users update ${email} --role admin`,
      { cause: error },
    )
  }
}
