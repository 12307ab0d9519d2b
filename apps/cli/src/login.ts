import { command, type GetRoster } from './command.ts'
import { misuse } from './failure.ts'
import { profilePath } from './profile/profile.ts'
import { profileTokens } from './profile/tokens.ts'
import { checkReachable } from './server/check-reachable.ts'
import { openClient } from './server/open-client.ts'
import { sendOnce } from './server/send.ts'
import { ask, readPassword } from './terminal/prompt.ts'
import { isInteractive } from './terminal/terminal.ts'

export const login = (get: GetRoster) =>
  command('login', {
    summary: 'Sign in, and stay signed in.',
    details:
      'Keeps a session in a file that only you can read, below ~/.config/roster (or XDG_CONFIG_HOME). It renews itself, and ends with `roster logout`. What is not given is asked for; the password is never an argument. Scripts are better off with an API key: ROSTER_URL and ROSTER_API_KEY, and no login.',
    examples: [
      ['roster login --url https://accounts.example.com', 'Asks for the address and the password.'],
      ['roster login ada@example.com --password-stdin < password.txt', 'Without a terminal.'],
      ['roster login --profile staging --url https://staging.example.com', 'A second one, beside the first.'],
    ],
  })
    .argument('[email]', 'The address of your account.')
    .option('--password-stdin', 'Read the password from standard input. Or set ROSTER_PASSWORD.')
    .action(async (given, { passwordStdin }) => {
      const roster = get()
      const { terminal, environment, settings, output } = roster
      const url = await roster.server()
      const path = profilePath(environment, settings.profile)
      if (given === undefined && !isInteractive(terminal)) {
        throw misuse('Whose account?', 'Name its e-mail address: roster login EMAIL --password-stdin')
      }
      const email = given ?? (await ask(terminal, `E-mail address at ${url}: `))
      const password = await readPassword(terminal, {
        label: `Password of ${email} at ${url}`,
        fromInput: passwordStdin,
        given: environment.password,
      })
      await checkReachable(url, settings.timeoutMs)
      const { store, guard } = profileTokens(path, url)
      const client = openClient({ url, timeoutMs: settings.timeoutMs, tokens: store, fetch: guard(sendOnce) })
      const user = await client.auth.signIn({ email, password })
      if (environment.apiKey !== undefined) {
        output.note('ROSTER_API_KEY is set: commands use that key, and not this session, until you unset it.')
      }
      output.item(user, [{ title: 'Role', value: ({ role }) => role }], `Signed in to ${url} as ${user.email}.`)
    })
