import { PassThrough } from 'node:stream'
import type { Argument, CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { aboutOf } from '../src/command.ts'
import { readEnvironment } from '../src/environment.ts'
import { exitMeanings } from '../src/exit-code.ts'
import { buildProgram } from '../src/program.ts'
import type { Terminal } from '../src/terminal/terminal.ts'

export const MARK = '<!-- From here on made by `pnpm docs:make`; a test holds it up to date. -->'

/** The program, to look at and not to run. */
export function describedProgram(): CommandUnknownOpts {
  const streams = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() }
  const unused = () => {
    throw new Error('This command line is not run.')
  }
  return buildProgram(unused, () => undefined, streams as unknown as Terminal, readEnvironment({}))
}

export interface DescribedCommand {
  /** `users list`. */
  readonly name: string
  readonly command: CommandUnknownOpts
}

/** Every command that does something, in the order of the help. */
export function commandsOf(command: CommandUnknownOpts, path: readonly string[] = []): readonly DescribedCommand[] {
  return command.commands
    .filter((child) => !child.name().startsWith('__'))
    .flatMap((child) => {
      const below = [...path, child.name()]
      return child.commands.length === 0 ? [{ name: below.join(' '), command: child }] : commandsOf(child, below)
    })
}

/** The part of docs/cli.md that is made of the commands. */
export function reference(): string {
  const program = describedProgram()
  const exitCodes = exitMeanings.map(([code, meaning]) => [String(code), meaning])
  return [
    '## Exit codes',
    'They do not change.',
    table(['code', 'meaning'], exitCodes),
    '## Options of every command',
    table(['option', ''], program.options.map(optionRow)),
    '## Commands',
    ...commandsOf(program).flatMap(sectionOf),
    '',
  ]
    .join('\n\n')
    .trimEnd()
}

function sectionOf({ name, command }: DescribedCommand): readonly string[] {
  const rows = [
    ...command.registeredArguments.map(argumentRow),
    ...command.options.filter(({ hidden }) => !hidden).map(optionRow),
  ]
  const examples = (aboutOf(command)?.examples ?? []).map(([line, purpose]) => `# ${purpose}\n${line}`)
  return [
    `### roster ${name}`,
    command.description(),
    ['```sh', examples.join('\n\n'), '```'].join('\n'),
    ...(rows.length > 0 ? [table(['', ''], rows)] : []),
  ]
}

const argumentRow = (argument: Argument): readonly string[] => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return [
    `\`${argument.required ? `<${name}>` : `[${name}]`}\``,
    withChoices(argument.description, argument.argChoices),
  ]
}

const optionRow = ({ flags, description, argChoices, mandatory, defaultValue }: Option): readonly string[] => [
  `\`${flags}\``,
  [
    withChoices(description, argChoices),
    ...(mandatory ? ['Needed.'] : []),
    ...(['string', 'number'].includes(typeof defaultValue) ? [`Default: \`${defaultValue}\`.`] : []),
  ].join(' '),
]

const withChoices = (text: string, choices: readonly string[] | undefined): string =>
  choices === undefined ? text : `${text} One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
