import { isRosterError, type UserRead } from '@roster/client'
import { carryOut, DRY_RUN } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { misuse } from '../failure.ts'
import type { Roster } from '../roster.ts'
import { parseAddress } from '../server/address.ts'
import { checkReachable } from '../server/check-reachable.ts'
import { openClient } from '../server/open-client.ts'
import { askSecret, readPassword } from '../terminal/prompt.ts'
import { isInteractive } from '../terminal/terminal.ts'
import { userFields } from '../users/fields.ts'
import { normaliseEmail } from '../users/find.ts'
import { createOffline } from './create-offline.ts'
import { parseSetupLink, type SetupLink } from './setup-link.ts'

interface NewAdmin {
  readonly email: string
  readonly password: string
  readonly name?: string
}

export const createAdmin = (get: GetRoster) =>
  command('create', {
    summary: 'Make the first administrator of a new server.',
    details:
      'With the one-time link that the server prints when it starts without an administrator: in ROSTER_SETUP_LINK, or typed when asked. When the server is stopped, --offline writes to its database instead; that works only in the repository of the server, with the server’s own environment. Later administrators: `roster users invite EMAIL --role admin`.',
    examples: [
      ['roster admin create ada@example.com', 'Asks for the link and the password.'],
      [
        'ROSTER_SETUP_LINK=… roster admin create ada@example.com --password-stdin < password.txt',
        'Without a terminal.',
      ],
      ['pnpm roster admin create ada@example.com --offline', 'On a server that is not running.'],
    ],
  })
    .argument('<email>', 'The address of the administrator.')
    .option('--name <text>', 'What they are called.')
    .option('--password-stdin', 'Read the password from standard input. Or set ROSTER_PASSWORD.')
    .option('--offline', 'The server is stopped: write to its database.')
    .option(...DRY_RUN)
    .action(async (given, { name, passwordStdin, offline, ...options }) => {
      const roster = get()
      const { terminal, environment } = roster
      const email = normaliseEmail(given)
      const link = offline ? undefined : await findLink(roster)
      const plan = {
        operation: 'users.bootstrap',
        title: `Create the first administrator${link === undefined ? '' : ` at ${link.url}`}`,
        changes: {
          email: { from: null, to: email },
          name: { from: null, to: name ?? null },
          role: { from: null, to: 'admin' },
        },
        effects: [],
      }
      await carryOut(roster, plan, options, async () => {
        const password = await readPassword(terminal, {
          label: `Password for ${email}`,
          fromInput: passwordStdin,
          given: environment.password,
          isNew: true,
        })
        const admin = { email, password, ...(name !== undefined && { name }) }
        const user = link === undefined ? await createOffline(admin) : await createOnline(roster, link, admin)
        const next = link === undefined ? 'Start the server, and sign in' : 'Sign in'
        roster.output.item(user, userFields, `Created the administrator ${user.email}.`)
        roster.output.note(`${next}: roster login ${user.email}${link === undefined ? '' : ` --url ${link.url}`}`)
      })
    })

/** The link that the operator has, once it is clear that there is a server to use it with. */
async function findLink(roster: Roster): Promise<SetupLink> {
  const { terminal, environment, settings } = roster
  const given = settings.url ?? environment.url
  const fallback = given === undefined ? undefined : parseAddress(given, settings.allowHttp)
  if (environment.setupLink !== undefined) {
    return parseSetupLink(
      environment.setupLink,
      fallback ?? (await roster.server()),
      fallback !== undefined,
      settings.allowHttp,
    )
  }
  const url = await roster.server()
  await checkThatItRuns(url, settings.timeoutMs)
  if (!isInteractive(terminal)) {
    throw misuse(
      'The one-time link of the server is needed, and there is no terminal to ask for it.',
      'The server prints it when it starts without an administrator. Set ROSTER_SETUP_LINK to it.',
    )
  }
  const typed = await askSecret(terminal, `The link that the server at ${url} has printed: `)
  return parseSetupLink(typed, url, fallback !== undefined, settings.allowHttp)
}

async function checkThatItRuns(url: string, timeoutMs: number): Promise<void> {
  try {
    await checkReachable(url, timeoutMs)
  } catch (error) {
    if (!isRosterError(error, 'NETWORK')) throw error
    throw misuse(
      `No server answers at ${url}.`,
      'Start it, or name another with --url or ROSTER_URL. To write to the database of a stopped server, add --offline.',
    )
  }
}

async function createOnline({ settings }: Roster, { url, token }: SetupLink, admin: NewAdmin): Promise<UserRead> {
  await checkReachable(url, settings.timeoutMs)
  return openClient({ url, timeoutMs: settings.timeoutMs }).users.bootstrap.mutate({ token, ...admin })
}
