import { Interrupted, misuse } from '../failure.ts'
import { ask } from './prompt.ts'
import { isInteractive, type Terminal } from './terminal.ts'

/**
 * Asks before something that is hard to undo; anything but a yes is a no.
 * @param isAgreed `--yes` was given
 * @throws Interrupted on a no; Failure when there is nobody to ask
 */
export async function confirm(terminal: Terminal, question: string, isAgreed: boolean | undefined): Promise<void> {
  if (isAgreed) return
  if (!isInteractive(terminal)) {
    throw misuse(
      'This has to be confirmed, and there is no terminal to ask.',
      'Nothing was changed. Add --yes to go ahead, or --dry-run to see what would change.',
    )
  }
  const answer = await ask(terminal, `${question} [y/N] `)
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new Interrupted('Nothing was changed.')
}
