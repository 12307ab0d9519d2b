import { readCsv } from './formats/csv.ts'
import { detectFormat, type FileFormat } from './formats/detect.ts'
import { readJson } from './formats/json.ts'
import { readNdjson } from './formats/ndjson.ts'
import type { OpenFile } from './open-file.ts'
import type { FileRecord } from './record.ts'
import type { Adapted, Source, SourceOptions } from './sources/source.ts'

/** A record of the file and what it means. */
export interface Entry {
  /** Counted from 1, without the line of names. */
  readonly number: number
  readonly line: number | undefined
  readonly meaning: Adapted | { readonly problem: string }
}

export type ReadOptions = Omit<SourceOptions, 'isCsv'> & { readonly delimiter: string }

/** The users of a file, as they are needed. */
export async function* readRows(file: OpenFile, source: Source, given: ReadOptions): AsyncGenerator<Entry> {
  const format = detectFormat(file.beginning)
  const options = { ...given, isCsv: format === 'csv' }
  let number = 0
  for await (const record of recordsOf(file, format, source, options)) {
    number += 1
    yield { number, line: record.line, meaning: meaningOf(record, source, options) }
  }
}

function meaningOf(record: FileRecord, source: Source, options: SourceOptions): Entry['meaning'] {
  if ('problem' in record) return { problem: record.problem }
  const adapted = source.adapt(record.fields, options)
  // People with a number or a name alone: nobody here could sign in as one.
  return 'row' in adapted && adapted.row.email === undefined ? { problem: 'Has no e-mail address' } : adapted
}

function recordsOf(
  { chunks }: OpenFile,
  format: FileFormat,
  { columns, checkColumns }: Source,
  options: ReadOptions & SourceOptions,
): AsyncIterable<FileRecord> {
  if (format === 'ndjson') return readNdjson(chunks)
  if (format !== 'csv') return readJson(chunks, format === 'json-array')
  const { delimiter } = options
  return readCsv(chunks, { delimiter, columns, onColumns: (found) => checkColumns?.(found, options) })
}
