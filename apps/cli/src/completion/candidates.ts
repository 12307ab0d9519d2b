import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings'

/** A word that may come next, and what it is. */
export interface Candidate {
  readonly word: string
  readonly about: string
}

/**
 * What may come next on a command line.
 * @param words Those that are complete, without the program's name
 * @param current The beginning of the one that is being typed, or nothing
 */
export function candidatesFor(
  program: CommandUnknownOpts,
  words: readonly string[],
  current: string,
): readonly Candidate[] {
  let command = program
  let pending: Option | undefined
  for (const word of words) {
    if (pending !== undefined) {
      pending = undefined
      continue
    }
    if (word.startsWith('-')) {
      const option = optionsOf(program, command).find(({ short, long }) => word === short || word === long)
      pending = option?.required ? option : undefined
      continue
    }
    command = command.commands.find((each) => each.name() === word && !isHidden(each)) ?? command
  }
  return possible(program, command, pending, current).filter(({ word }) => word.startsWith(current))
}

function possible(
  program: CommandUnknownOpts,
  command: CommandUnknownOpts,
  pending: Option | undefined,
  current: string,
): readonly Candidate[] {
  if (pending !== undefined) return (pending.argChoices ?? []).map((word) => ({ word, about: '' }))
  if (current.startsWith('-')) {
    const options = optionsOf(program, command).filter(({ hidden }) => !hidden)
    return options.map(({ long, short, description }) => ({ word: long ?? short ?? '', about: description }))
  }
  const verbs = command.commands.filter((each) => !isHidden(each))
  if (verbs.length > 0) return verbs.map((each) => ({ word: each.name(), about: each.summary() }))
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  return choices.map((word) => ({ word, about: '' }))
}

function optionsOf(program: CommandUnknownOpts, command: CommandUnknownOpts): readonly Option[] {
  const help = command.createHelp()
  const own = help.visibleOptions(command)
  return command === program ? own : [...own, ...program.options]
}

/** Commands for shells, and not for people. */
const isHidden = (command: CommandUnknownOpts): boolean => command.name().startsWith('__')
