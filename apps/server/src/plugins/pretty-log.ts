import { Writable } from 'node:stream'
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const STYLES: Readonly<Record<string, Style>> = {
  fatal: 'red',
  error: 'red',
  warn: 'yellow',
  debug: 'gray',
  trace: 'gray',
}
const SHOWN_APART = new Set(['time', 'level', 'msg', 'kind', 'err'])
const IN_REQUEST_TEXT = new Set(['method', 'path', 'route', 'status', 'durationMs', 'ip'])

export interface PrettyOptions {
  readonly color: boolean
  readonly write: (line: string) => void
}

/** A destination for the logger that makes one short line of each entry, for a person at a terminal. */
export function prettyLog({ color, write }: PrettyOptions): Writable {
  const paint = (style: Style, text: string) => (color ? styleText(style, text, { validateStream: false }) : text)
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      for (const line of String(chunk).split('\n')) if (line !== '') write(`${prettyLine(line, paint)}\n`)
      done()
    },
  })
}

function prettyLine(json: string, paint: (style: Style, text: string) => string): string {
  const entry = parse(json)
  if (entry === undefined) return harmless(json)
  const level = String(entry.level)
  const isRequest = entry.msg === 'request'
  const time = new Date(String(entry.time)).toTimeString().slice(0, 8)
  const what = harmless(isRequest ? requestText(entry) : String(entry.msg ?? ''))
  const rest = Object.entries(entry)
    .filter(([name, value]) => value !== null && !SHOWN_APART.has(name) && !(isRequest && IN_REQUEST_TEXT.has(name)))
    // Nobody looks for the id of what went well.
    .filter(([name]) => name !== 'requestId' || level !== 'info')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const style = STYLES[level]
  const head = style === undefined ? what : paint(style, `${level.toUpperCase()} ${what}`)
  return `${paint('gray', time)} ${head}${rest.length > 0 ? ` ${paint('gray', harmless(rest.join(' ')))}` : ''}${stackOf(entry.err)}`
}

/** The stack, indented, below its line. */
function stackOf(err: unknown): string {
  if (typeof err !== 'object' || err === null || !('stack' in err)) return ''
  return String(err.stack)
    .split('\n')
    .map((line) => `\n    ${harmless(line.trim())}`)
    .join('')
}

const requestText = (entry: Record<string, unknown>) =>
  `${entry.method} ${entry.path} ${entry.status} ${entry.durationMs} ms`

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Callers' text must not move the cursor or start a line of its own. */
const harmless = (text: string) =>
  text.replace(/\p{Cc}/gu, (char) =>
    JSON.stringify(char)
      .slice(1, -1)
      .replace(/^[\x7f-\x9f]$/, '?'),
  )
