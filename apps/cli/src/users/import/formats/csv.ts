import { pipeline, Readable } from 'node:stream'
import { CsvError, type Info, parse } from 'csv-parse'
import { EXIT } from '../../../exit-code.ts'
import { Failure } from '../../../failure.ts'
import { type FileRecord, MAX_RECORD_BYTES } from '../record.ts'

export interface CsvOptions {
  readonly delimiter: string
  /** For a file without a line of names at its beginning. */
  readonly columns?: readonly string[] | undefined
  /** Is shown the names, before any record. */
  readonly onColumns?: ((columns: readonly string[]) => void) | undefined
}

/**
 * The records of a CSV file (RFC 4180), as they are needed. A record with too few or too many values is a problem of that
 * record alone; a quote that does not end is one of all that follows.
 * @throws Failure when the file is no CSV
 */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>, options: CsvOptions): AsyncGenerator<FileRecord> {
  let columns = options.columns
  const parser = parse({
    bom: true,
    delimiter: options.delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  })
  // What goes wrong is thrown by the loop below.
  pipeline(Readable.from(chunks), parser, () => undefined)
  let line = 1
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const begin = line
      line = info.lines + 1
      if (columns === undefined) {
        columns = record.map((name) => name.trim())
        options.onColumns?.(columns)
        continue
      }
      yield { line: begin, ...fieldsOf(columns, record) }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Failure(
      EXIT.invalid,
      `This is no CSV: ${error.message}.`,
      'Rows before that may have been imported. Correct the file and import it again: what is there already stays as it is.',
    )
  }
}

function fieldsOf(columns: readonly string[], values: readonly string[]) {
  // A comma at the end of every line, as Firebase writes it, is no value.
  const extra = values.slice(columns.length)
  if (values.length < columns.length || extra.some((value) => value !== '')) {
    return { problem: `Has ${values.length} values for ${columns.length} columns` }
  }
  return { fields: Object.fromEntries(columns.map((name, index) => [name, values[index]])) }
}
