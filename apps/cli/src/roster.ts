import type { RosterClient } from '@roster/client'
import type { Environment } from './environment.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { createOutput, type Format, type Output } from './output/output.ts'
import { checkReachable } from './server/check-reachable.ts'
import { type Credential, findCredential, findServer, type Target } from './server/credential.ts'
import { openClient, openSignedIn } from './server/open-client.ts'
import { confirm } from './terminal/confirm.ts'
import { type Progress, startProgress } from './terminal/progress.ts'
import type { Terminal } from './terminal/terminal.ts'

/** The options that every command has. */
export interface Settings extends Target {
  readonly format: Format
  readonly isQuiet: boolean
  readonly timeoutMs: number
}

/** What a command works with. */
export interface Roster {
  readonly terminal: Terminal
  readonly environment: Environment
  readonly settings: Settings
  readonly output: Output
  /** What the process ends with when the command is through. */
  exitCode: ExitCode
  /** Whom this command speaks as. @throws Failure when nobody is signed in */
  credential(): Promise<Credential>
  /** The client of the session or the key. @throws Failure when nobody is signed in */
  client(): Promise<RosterClient>
  /** Where the server is. */
  server(): Promise<string>
  /** A client that nobody is signed in with. */
  anonymousClient(): Promise<RosterClient>
  /** Asks before something that is hard to undo. @param isAgreed `--yes` was given */
  confirm(question: string, isAgreed: boolean | undefined): Promise<void>
  /** Shows how far long work has come. Dispose it before anything else is written. */
  progress(label: string): Progress
}

export function createRoster(terminal: Terminal, environment: Environment, settings: Settings): Roster {
  let opened: Promise<RosterClient> | undefined
  const roster: Roster = {
    terminal,
    environment,
    settings,
    output: createOutput(terminal, environment, settings),
    exitCode: EXIT.ok,
    credential: () => findCredential(environment, settings),
    client: () => {
      opened ??= roster.credential().then(async (credential) => {
        await checkReachable(credential.url, settings.timeoutMs)
        return openSignedIn(credential, settings.timeoutMs)
      })
      return opened
    },
    server: () => findServer(environment, settings),
    anonymousClient: async () => {
      const url = await roster.server()
      await checkReachable(url, settings.timeoutMs)
      return openClient({ url, timeoutMs: settings.timeoutMs })
    },
    confirm: (question, isAgreed) => confirm(terminal, question, isAgreed),
    progress: (label) => startProgress(terminal, label, !settings.isQuiet),
  }
  return roster
}
