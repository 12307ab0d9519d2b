import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { describe, expect, test } from 'vitest'
import { commandsOf, describedProgram } from '../build/reference.ts'
import { aboutOf } from '../src/command.ts'
import { candidatesFor } from '../src/completion/candidates.ts'
import { readEnvironment } from '../src/environment.ts'
import { runHere } from './support/run-here.ts'

const environment = readEnvironment({})

/** The program with every command doing nothing, so that only its command line is read. */
function inert(): CommandUnknownOpts {
  const program = describedProgram()
  for (const { command } of commandsOf(program)) command.action(() => undefined)
  return program
}

const commands = commandsOf(describedProgram()).map((each) => ({ ...each, path: each.name.split(' ') }))

describe.each(commands)('roster $name', ({ path, command }) => {
  test('has help with a summary, described options and examples', async () => {
    const { code, stdout, stderr } = await runHere([...path, '--help'], environment)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Usage: roster ${path.join(' ')}`)
    expect(stdout).toContain('\nExamples:\n  ')
    expect(aboutOf(command)?.examples.length).toBeGreaterThanOrEqual(1)
    expect(command.summary()).toMatch(/^[A-Z].*\.$/)
    for (const { description, long } of command.options)
      expect([long, description]).toEqual([long, expect.stringMatching(/\S.*[.)]$/)])
    for (const { description } of command.registeredArguments) expect(description).toMatch(/\S.*\.$/)
  })

  test('has examples that the program reads', async () => {
    for (const [line] of aboutOf(command)?.examples ?? []) {
      for (const words of commandLinesIn(line)) await inert().parseAsync(words, { from: 'user' })
    }
  })
})

/** What comes after each `roster` in a line for a shell, up to what ends a command there. */
function commandLinesIn(line: string): readonly string[][] {
  const plain = line.replaceAll(/\$\((?!roster )[^)]*\)/g, 'x')
  return Array.from(plain.matchAll(/(?:^|[\s(])roster ((?:"[^"]*"|'[^']*'|[^|<>;&)])*)/g), ([, rest = '']) =>
    Array.from(
      rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
      ([, double, single, bare]) => double ?? single ?? bare ?? '',
    ),
  )
}

test('no option takes a secret', () => {
  const program = describedProgram()
  const options = [program, ...commandsOf(program).map(({ command }) => command)].flatMap(({ options }) => options)
  const takesValue = options.filter(({ required, optional }) => required || optional)
  expect(takesValue.filter(({ long }) => /pass|secret|token|key|link/.test(long ?? ''))).toEqual([])
})

describe('a mistake', () => {
  test.each([
    { words: ['usres'], says: "Error: unknown command 'usres'\n(Did you mean users?)" },
    { words: ['users', 'lst'], says: '(Did you mean list?)' },
    { words: ['users', 'list', '--serch', 'x'], says: '(Did you mean --search?)' },
    { words: ['users', 'list', '--role', 'king'], says: 'Allowed choices are user, admin.' },
    { words: ['users', 'list', '--limit', '0'], says: 'Give a whole number above 0.' },
    { words: ['users', 'list', '--created-after', 'yesterday'], says: 'Give a day (2026-01-31)' },
    { words: ['users', 'list', '--created-after', '2026-02-31T00:00:00'], says: 'Give a day (2026-01-31)' },
    { words: ['users', 'list', 'ada'], says: 'too many arguments' },
    { words: ['users', 'get'], says: "missing required argument 'user'" },
    { words: ['users', 'list', '--json', '--ndjson'], says: 'cannot be used with' },
    { words: ['users', 'list', '--all', '--limit', '3'], says: 'cannot be used with' },
    { words: ['keys', 'create', 'X', '--scope', 'users:read'], says: '--expires' },
    { words: ['completion', 'tcsh'], says: 'Allowed choices are bash, zsh, fish.' },
  ])('$words is told from what was meant', async ({ words, says }) => {
    const { code, stdout, stderr } = await runHere(words, environment)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(says)
    expect(stderr).toContain('Add --help for the options and examples.')
  })

  test('of saying too little shows what there is', async () => {
    for (const words of [[], ['users'], ['keys']]) {
      const { code, stderr } = await runHere(words, environment)
      expect([code, stderr]).toEqual([2, expect.stringContaining('Commands:')])
    }
  })
})

describe('completion', () => {
  const complete = (...words: readonly string[]) =>
    candidatesFor(inert(), words.slice(0, -1), words.at(-1) ?? '').map(({ word }) => word)

  test('knows nouns, verbs, options, and values', () => {
    expect(complete('')).toEqual(expect.arrayContaining(['login', 'users', 'keys', 'audit', 'completion']))
    expect(complete('us')).toEqual(['users'])
    expect(complete('users', 're')).toEqual(['restore', 'reset-password'])
    expect(complete('users', 'list', '--ro')).toEqual(['--role'])
    expect(complete('users', 'list', '--role', '')).toEqual(['user', 'admin'])
    expect(complete('users', 'list', '--js')).toEqual(['--json'])
    expect(complete('--json', 'users', 'li')).toEqual(['list'])
    expect(complete('--url', 'users', 'us')).toEqual(['users'])
    expect(complete('completion', 'z')).toEqual(['zsh'])
    expect(complete('')).not.toContain('__complete')
  })
})
