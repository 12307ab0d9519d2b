import { Command, Option } from '@commander-js/extra-typings'
import { adminGroup } from './admin/group.ts'
import { auditGroup } from './audit/group.ts'
import { backup } from './backup/backup.ts'
import { restore } from './backup/restore.ts'
import { type GetRoster, parseCount } from './command.ts'
import { complete, completion } from './completion/completion.ts'
import { doctor } from './doctor/doctor.ts'
import type { Environment } from './environment.ts'
import { keysGroup } from './keys/group.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { openapi } from './openapi.ts'
import { DEFAULT_PROFILE } from './profile/profile.ts'
import type { Settings } from './roster.ts'
import type { Terminal } from './terminal/terminal.ts'
import { usersGroup } from './users/group.ts'
import { version } from './version.ts'
import { whoami } from './whoami.ts'

const DEFAULT_TIMEOUT_SECONDS = 30

const GUIDE = `
Sign in first, or set ROSTER_URL and ROSTER_API_KEY:
  roster login ada@example.com --url https://accounts.example.com
  roster users list --search ada
  roster users update ada@example.com --role admin --dry-run

Every command has examples: roster users list --help
When something does not work: roster doctor

Exit codes: 0 done, 1 failure, 2 wrong command line, 3 not signed in or not allowed, 4 not found, 5 conflict,
6 a value is not accepted, 7 no answer, or try again later, 8 the check found something, 130 Ctrl-C.
Environment: ROSTER_URL, ROSTER_API_KEY, ROSTER_PROFILE, ROSTER_PASSWORD, NO_COLOR, FORCE_COLOR, XDG_CONFIG_HOME.`

/**
 * The whole command line.
 * @param get What a command works with: there once `begin` was called
 * @param begin Is told the options that every command has, before the command runs
 */
export function buildProgram(
  get: GetRoster,
  begin: (settings: Settings) => void,
  terminal: Terminal,
  environment: Environment,
): Command {
  const program = new Command('roster')
    .description('Administers a Roster server: its users, sessions, API keys and audit log.')
    .version(version, '-V, --version', 'Print the version of this program.')
    .option('--url <address>', 'The server. Instead of ROSTER_URL and the one of the profile.')
    .option('--profile <name>', 'Which sign-in to use, when you keep several. Or set ROSTER_PROFILE.')
    .addOption(new Option('--json', 'Print JSON: an object, or an array of them.').conflicts('ndjson'))
    .option('--ndjson', 'Print JSON, one object on each line, as they come.')
    .option('-q, --quiet', 'Print ids alone, and no notes.')
    .option('--timeout <seconds>', 'How long to wait for each answer.', parseCount, DEFAULT_TIMEOUT_SECONDS)
    .option('--allow-http', 'Connect to other machines without encryption.')
    .helpOption('-h, --help', 'Explain a command, with examples.')
    .helpCommand('help [command]', 'Explain a command, with examples.')
    .addHelpText('after', GUIDE)

  const nouns = [
    login(get),
    logout(get),
    whoami(get),
    usersGroup(get),
    keysGroup(get),
    auditGroup(get),
    adminGroup(get),
    backup(get),
    restore(get),
    doctor(get),
    openapi(get),
    completion(get),
  ]
  for (const noun of nouns as readonly unknown[]) program.addCommand(noun as Command)
  program.addCommand(complete(get, () => program) as unknown as Command, { hidden: true })

  program.hook('preAction', () => {
    const { json, ndjson, quiet, url, profile, timeout, allowHttp } = program.opts()
    begin({
      url,
      profile: profile ?? environment.profile ?? DEFAULT_PROFILE,
      allowHttp: allowHttp ?? environment.allowHttp,
      format: json ? 'json' : ndjson ? 'ndjson' : 'text',
      isQuiet: quiet ?? false,
      timeoutMs: timeout * 1000,
    })
  })
  const plain = program as unknown as Command
  settle(plain, terminal, environment)
  return plain
}

/** What all commands have in common: who hears of mistakes, and how help looks. */
function settle(program: Command, terminal: Terminal, environment: Environment): void {
  program
    .exitOverride()
    .showHelpAfterError('Add --help for the options and examples.')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void terminal.output.write(text),
      writeErr: (text) => void terminal.errors.write(text),
      getOutHasColors: () => environment.color ?? terminal.output.isTTY === true,
      getErrHasColors: () => environment.color ?? terminal.errors.isTTY === true,
      outputError: (text, write) => write(text.replace(/^error: /, 'Error: ')),
    })
  const inherit = (parent: Command) => {
    for (const child of parent.commands as readonly Command[]) {
      child.copyInheritedSettings(parent).helpCommand(false)
      inherit(child)
    }
  }
  inherit(program)
}
