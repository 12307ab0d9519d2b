import { type FileRecord, isFields, MAX_RECORD_BYTES } from '../record.ts'

/** The records of a file with a JSON object on each line, as they are needed. Empty lines are passed over. */
export async function* readNdjson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord> {
  let line = 0
  for await (const text of linesOf(chunks)) {
    line += 1
    if (text === undefined) yield { line, problem: 'Is longer than any user could be' }
    else if (text.trim() !== '') yield { line, ...recordOf(text) }
  }
}

function recordOf(text: string) {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? { fields: value } : { problem: 'Is no JSON object' }
  } catch {
    return { problem: 'Is no JSON' }
  }
}

/** Lines without their ends; nothing in the place of one that is too long. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string | undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  let isTooLong = false
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      yield isTooLong ? undefined : line
      isTooLong = false
    }
    if (rest.length > MAX_RECORD_BYTES) {
      isTooLong = true
      rest = ''
    }
  }
  rest += decoder.decode()
  if (isTooLong || rest !== '') yield isTooLong ? undefined : rest
}
