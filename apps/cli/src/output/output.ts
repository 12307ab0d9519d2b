import type { Environment } from '../environment.ts'
import { startProgress } from '../terminal/progress.ts'
import { type Paint, paintFor, type Terminal } from '../terminal/terminal.ts'
import { printable, printableJson } from '../terminal/text.ts'
import { type Column, cardOf, tableOf } from './table.ts'
import { toWireNames } from './wire-names.ts'

/** `text` is for people, and may change; the fields of the others are those of the REST API, and stay. */
export type Format = 'text' | 'json' | 'ndjson'

interface Identified {
  readonly id: string
}

export interface Output {
  readonly format: Format
  readonly isQuiet: boolean
  /** For what is written to standard output. */
  readonly paint: Paint
  /** One thing: its fields under each other, or a JSON object. `--quiet`: its id. */
  item<Item extends Identified>(item: Item, fields: readonly Column<Item>[], sentence?: string): void
  /**
   * Many things, read as they are needed: a table, a JSON array, or with NDJSON each on a line as soon as it is there.
   * `--quiet`: their ids.
   * @returns how many there were
   */
  list<Item extends Identified>(items: AsyncIterable<Item>, columns: readonly Column<Item>[]): Promise<number>
  /** A JSON value for scripts, a text for people. Text from elsewhere has to be `printable`. */
  value(value: unknown, text: string): void
  /** A JSON value on one line, whatever the format: for what comes without an end. */
  line(value: unknown): void
  /** A line as it is, in every format. */
  raw(text: string): void
  /** Something that people should know beside the result. Not with `--quiet`. */
  note(text: string): void
}

export interface OutputOptions {
  readonly format: Format
  readonly isQuiet: boolean
}

export function createOutput(terminal: Terminal, environment: Environment, options: OutputOptions): Output {
  const { format, isQuiet } = options
  const paint = paintFor(terminal.output, environment)
  const paintNote = paintFor(terminal.errors, environment)
  const line = (text: string) => void terminal.output.write(`${text}\n`)
  const json = (value: unknown, indent = format === 'json' ? 2 : 0) =>
    line(printableJson(JSON.stringify(toWireNames(value), null, indent)))
  return {
    ...options,
    paint,
    item(item, fields, sentence) {
      if (isQuiet) return line(printable(item.id))
      if (format !== 'text') return json(item)
      if (sentence !== undefined) line(printable(sentence))
      for (const text of cardOf(fields, item, paint)) line(text)
    },
    async list<Item extends Identified>(items: AsyncIterable<Item>, columns: readonly Column<Item>[]) {
      if (isQuiet || format === 'ndjson') {
        let count = 0
        for await (const item of items) {
          if (isQuiet) line(printable(item.id))
          else json(item)
          count += 1
        }
        return count
      }
      const all = await collect(items, terminal)
      if (format === 'json') json(all)
      else if (all.length > 0) {
        const width = terminal.output.isTTY ? terminal.output.columns : undefined
        for (const text of tableOf(columns, all, paint, width)) line(text)
      }
      return all.length
    },
    value(value, text) {
      if (format !== 'text') return json(value)
      if (text !== '') line(text)
    },
    line: (value) => json(value, 0),
    raw: line,
    note(text) {
      if (!isQuiet) terminal.errors.write(`${paintNote('dim', printable(text))}\n`)
    },
  }
}

async function collect<Item>(items: AsyncIterable<Item>, terminal: Terminal): Promise<readonly Item[]> {
  using progress = startProgress(terminal, 'Reading')
  const all: Item[] = []
  for await (const item of items) progress.update(all.push(item))
  return all
}

/** A time for people: in UTC, to the minute. */
export const timeOf = (timestamp: string | null | undefined): string | null =>
  timestamp == null ? null : `${timestamp.slice(0, 16).replace('T', ' ')}Z`
