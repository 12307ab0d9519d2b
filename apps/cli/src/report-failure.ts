import type { Explanation } from './explain.ts'
import type { Format } from './output/output.ts'
import { toWireNames } from './output/wire-names.ts'
import type { Paint, Terminal } from './terminal/terminal.ts'
import { printable, printableJson } from './terminal/text.ts'

/** What people have typed, where it has another name than the field. */
const OPTIONS: Readonly<Record<string, string>> = {
  actorId: '--by',
  subjectId: '--to',
  expiresAt: '--expires',
  ipRanges: '--ip-range',
  scopes: '--scope',
  createdAfter: '--created-after',
  createdBefore: '--created-before',
}

const nameOf = (field: string): string => {
  const [first = ''] = field.split('.')
  return OPTIONS[first] ?? field
}

/** Tells on standard error why a command failed, and what to do; as one line of JSON when results are JSON. */
export function reportFailure(explanation: Explanation, { errors }: Terminal, paint: Paint, format: Format): void {
  const { message, fields = [], advice, requestId } = explanation
  if (format !== 'text') {
    errors.write(`${printableJson(JSON.stringify(toWireNames({ error: explanation })))}\n`)
    return
  }
  const lines = [
    `${paint('red', 'Error:')} ${message.split('\n').map(printable).join('\n')}`,
    ...fields.map(({ field, message: detail }) =>
      printable(field === '' ? `  ${detail}` : `  ${nameOf(field)}: ${detail}`),
    ),
    ...(advice === '' ? [] : [printable(advice)]),
    ...(requestId === undefined ? [] : [paint('dim', printable(`Request id: ${requestId}`))]),
  ]
  errors.write(`${lines.join('\n')}\n`)
}
