import { EXIT, type ExitCode } from './exit-code.ts'

/** What a command ends with when it cannot go on: what is wrong, and what to do about it. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: ExitCode
  /** What to do next, in a sentence. */
  readonly advice: string

  constructor(exitCode: ExitCode, message: string, advice: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
    this.advice = advice
  }
}

/** The command line is wrong: nothing was sent. */
export const misuse = (message: string, advice: string): Failure => new Failure(EXIT.usage, message, advice)

/** Ctrl-C, or a No: nothing was changed by what was asked about. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
