import type { Environment } from '../environment.ts'

/** Where a command reads and writes. Results go to `output`; questions, notes, progress and errors to `errors`. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
}

/** Whether somebody is there to be asked. */
export const isInteractive = ({ input, errors }: Terminal): boolean => input.isTTY === true && errors.isTTY === true

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
}

export type Paint = (style: Style, text: string) => string

/** Colours for a stream: when it is a terminal, unless `NO_COLOR` or `FORCE_COLOR` says otherwise. */
export function paintFor(stream: NodeJS.WriteStream, { color }: Pick<Environment, 'color'>): Paint {
  if (!(color ?? stream.isTTY === true)) return (_, text) => text
  return (style, text) => `\u001B[${CODES[style][0]}m${text}\u001B[${CODES[style][1]}m`
}
