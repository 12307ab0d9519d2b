import type { Lab } from './lab.ts'
import type { Tally } from './tally.ts'

/** What one row of the table says. */
export type Report =
  | { readonly kind: 'tried'; readonly what: string; readonly tally: Tally; readonly outcome: string }
  | { readonly kind: 'not tried'; readonly why: string }

/** One fault, and the outcome that was promised for it. */
export interface Scenario {
  /** For `--only`. */
  readonly name: string
  /** Scenarios in a row that share this run at the same time: they mostly wait. */
  readonly together?: string
  run(lab: Lab): Promise<Report>
}
