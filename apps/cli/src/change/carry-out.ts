import type { Roster } from '../roster.ts'
import { paintFor } from '../terminal/terminal.ts'
import { printable } from '../terminal/text.ts'
import { describePlan, isEmpty, type Plan } from './plan.ts'

export interface ChangeOptions {
  /** `--dry-run` was given. */
  readonly dryRun?: boolean | undefined
  /** `--yes` was given. */
  readonly yes?: boolean | undefined
}

/**
 * Does what a plan says. With `--dry-run` it only shows the plan; a destructive one is shown and asked about first,
 * unless there is a `--yes`.
 * @param isDestructive Whether it has to be confirmed
 * @throws Interrupted on a no; Failure when there is nobody to ask
 */
export async function carryOut(
  roster: Roster,
  plan: Plan,
  options: ChangeOptions & {
    readonly isDestructive?: boolean
    /** Shows what there is, when there is nothing to do. */
    readonly unchanged?: () => void
  },
  work: () => Promise<void>,
): Promise<void> {
  const { output, terminal, environment } = roster
  if (isEmpty(plan)) {
    if (options.dryRun)
      return output.value({ dryRun: true, ...plan }, `${printable(plan.title)}: nothing would change.`)
    output.note(`${plan.title}: nothing to do.`)
    return options.unchanged?.()
  }
  if (options.dryRun) {
    const text = [...describePlan(plan, output.paint), 'A dry run: nothing was changed.'].join('\n')
    return output.value({ dryRun: true, ...plan }, text)
  }
  if (options.isDestructive && !options.yes) {
    const lines = describePlan(plan, paintFor(terminal.errors, environment))
    if (terminal.errors.isTTY) terminal.errors.write(`${lines.join('\n')}\n`)
    await roster.confirm('Go ahead?', options.yes)
  }
  await work()
}

/** For every command that changes something. */
export const DRY_RUN = ['--dry-run', 'Show the exact change, and change nothing.'] as const
/** For those that ask. */
export const YES = ['-y, --yes', 'Do not ask.'] as const
