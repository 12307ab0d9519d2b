/** The environment cannot be started with. Its message lists everything that is wrong, ready to be printed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  /** One line each: `PORT: must be …`. */
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'one setting is' : `${problems.length} settings are`
    super(
      `Roster cannot start: ${count} wrong.\n${problems.map((problem) => `  ${problem}`).join('\n')}\nAll settings are explained in .env.example.`,
    )
    this.problems = problems
  }
}
