import type { Entry } from './read-rows.ts'

/** What the server takes in one call, and a little less than it reads. */
const MAX_ROWS = 500
const MAX_BYTES = 900_000

/** Entries in portions that one call can carry. Those without a row in them cost nothing. */
export async function* batchesOf(entries: AsyncIterable<Entry>): AsyncGenerator<readonly Entry[]> {
  let batch: Entry[] = []
  let rows = 0
  let bytes = 0
  for await (const entry of entries) {
    const size = 'row' in entry.meaning ? Buffer.byteLength(JSON.stringify(entry.meaning.row)) + 1 : 0
    if (rows === MAX_ROWS || bytes + size > MAX_BYTES || batch.length === 2 * MAX_ROWS) {
      yield batch
      batch = []
      rows = 0
      bytes = 0
    }
    batch.push(entry)
    rows += size > 0 ? 1 : 0
    bytes += size
  }
  if (batch.length > 0) yield batch
}
