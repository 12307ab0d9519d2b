import { JSONParser } from '@streamparser/json'
import { EXIT } from '../../../exit-code.ts'
import { Failure } from '../../../failure.ts'
import { type FileRecord, isFields } from '../record.ts'

/**
 * The objects of one JSON array, as they are needed: the whole file, or what it has under `users` (Firebase, Keycloak).
 * @throws Failure when the file is no JSON
 */
export async function* readJson(chunks: AsyncIterable<Uint8Array>, isArray: boolean): AsyncGenerator<FileRecord> {
  const ready: FileRecord[] = []
  const parser = new JSONParser({ paths: [isArray ? '$.*' : '$.users.*'], keepStack: false })
  parser.onValue = ({ value }) => {
    ready.push({ line: undefined, ...(isFields(value) ? { fields: value } : { problem: 'Is no JSON object' }) })
  }
  let problem: string | undefined
  parser.onError = (error) => {
    problem ??= error.message
  }
  for await (const chunk of chunks) {
    parser.write(chunk)
    yield* ready.splice(0)
    if (problem !== undefined) throw broken(problem)
  }
  if (!parser.isEnded) throw broken('It ends in the middle')
}

const broken = (problem: string) =>
  new Failure(
    EXIT.invalid,
    `This is no JSON: ${problem}`,
    'Rows before that may have been imported. Correct the file and import it again: what is there already stays as it is.',
  )
