import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { Interrupted, misuse } from '../failure.ts'
import { isInteractive, type Terminal } from './terminal.ts'

/** Asks for a line. @throws Interrupted at Ctrl-C and Ctrl-D */
export function ask(terminal: Terminal, question: string): Promise<string> {
  return readLine(terminal, question, terminal.errors)
}

/** Asks for a line and shows nothing of it. @throws Interrupted at Ctrl-C and Ctrl-D */
export async function askSecret(terminal: Terminal, question: string): Promise<string> {
  terminal.errors.write(question)
  try {
    return await readLine(terminal, '', new Writable({ write: (_chunk, _encoding, done) => done() }))
  } finally {
    terminal.errors.write('\n')
  }
}

/** What stands on standard input, without the line break at its end, which `echo` and editors add. */
export async function readSecret({ input }: Terminal): Promise<string> {
  return (await readAll(input)).replace(/\r?\n$/, '')
}

async function readLine(terminal: Terminal, question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: terminal.input, output, terminal: true, historySize: 0 })
  const ended = new AbortController()
  lines.once('SIGINT', () => ended.abort())
  lines.once('close', () => ended.abort())
  try {
    return await lines.question(question, { signal: ended.signal })
  } catch (error) {
    if (!ended.signal.aborted) throw error
    throw new Interrupted()
  } finally {
    lines.close()
  }
}

export interface PasswordSource {
  /** What it is for: `Password of ada@example.com`. */
  readonly label: string
  /** `--password-stdin` was given. */
  readonly fromInput: boolean | undefined
  /** Of the environment. */
  readonly given: string | undefined
  /** Ask twice: it is a new one. */
  readonly isNew?: boolean
}

/**
 * A password: from standard input or the environment, else asked for without an echo. Never from an argument, which
 * other users of the machine can see, and which the shell keeps.
 */
export async function readPassword(terminal: Terminal, source: PasswordSource): Promise<string> {
  const password = await takePassword(terminal, source)
  if (password === '') throw misuse('The password is empty.', 'Nothing was sent. Give one, and try again.')
  return password
}

async function takePassword(terminal: Terminal, { label, fromInput, given, isNew }: PasswordSource): Promise<string> {
  if (fromInput && !terminal.input.isTTY) return readSecret(terminal)
  if (!fromInput && given !== undefined) return given
  if (!isInteractive(terminal)) {
    throw misuse(
      'A password is needed, and there is no terminal to ask for it.',
      'Give it on standard input with --password-stdin, or in ROSTER_PASSWORD.',
    )
  }
  const password = await askSecret(terminal, `${label}: `)
  if (isNew && (await askSecret(terminal, 'The same again: ')) !== password) {
    throw misuse('The two are not the same.', 'Nothing was sent. Try again.')
  }
  return password
}
