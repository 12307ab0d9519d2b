import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { command, type GetRoster } from '../command.ts'
import { candidatesFor } from './candidates.ts'
import { type Shell, scripts } from './scripts.ts'

const shells = Object.keys(scripts) as readonly Shell[]

export const completion = (get: GetRoster) =>
  command('completion', {
    summary: 'Print a script that completes commands at Tab.',
    details: 'For bash, zsh or fish. Needs `roster` on the PATH.',
    examples: [
      ["echo 'source <(roster completion bash)' >> ~/.bashrc", 'bash: from the next shell on.'],
      ['roster completion zsh > ~/.zfunc/_roster', 'zsh, with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc.'],
      ['roster completion fish > ~/.config/fish/completions/roster.fish', 'fish.'],
    ],
  })
    .addArgument(new Argument('<shell>', 'Which one you use.').choices(shells))
    .action((shell) => {
      get().terminal.output.write(scripts[shell as Shell])
    })

/** What the scripts call: prints what may come next, each on a line with what it is. */
export const complete = (get: GetRoster, program: () => CommandUnknownOpts) =>
  command('__complete', { summary: 'For the scripts of `roster completion`.', examples: [] })
    .argument('[words...]', 'The words so far; the last one is being typed.')
    .action((words) => {
      const candidates = candidatesFor(program(), words.slice(0, -1), words.at(-1) ?? '')
      for (const { word, about } of candidates) get().terminal.output.write(`${word}\t${about}\n`)
    })
