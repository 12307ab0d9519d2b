import { CommanderError } from '@commander-js/extra-typings'
import type { Environment } from './environment.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { explain } from './explain.ts'
import { Interrupted } from './failure.ts'
import { buildProgram } from './program.ts'
import { reportFailure } from './report-failure.ts'
import { createRoster, type Roster } from './roster.ts'
import { paintFor, type Terminal } from './terminal/terminal.ts'

/**
 * Runs one command line.
 * @param words What comes after the program's name
 * @returns what the process ends with
 */
export async function run(words: readonly string[], terminal: Terminal, environment: Environment): Promise<ExitCode> {
  let roster: Roster | undefined
  const program = buildProgram(
    () => {
      if (roster === undefined) throw new Error('The command line has not been read.')
      return roster
    },
    (settings) => {
      roster = createRoster(terminal, environment, settings)
    },
    terminal,
    environment,
  )
  try {
    await program.parseAsync(words, { from: 'user' })
    return roster?.exitCode ?? EXIT.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (error instanceof Interrupted) {
      if (error.message !== '') terminal.errors.write(`${error.message}\n`)
      return error.message === '' ? EXIT.interrupted : EXIT.failure
    }
    const [url, credential] = await Promise.all([
      roster?.server().catch(() => undefined),
      roster?.credential().catch(() => undefined),
    ])
    const explanation = explain(error, url, credential)
    reportFailure(explanation, terminal, paintFor(terminal.errors, environment), roster?.settings.format ?? 'text')
    return explanation.exitCode
  }
}
