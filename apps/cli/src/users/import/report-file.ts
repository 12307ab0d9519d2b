import { open } from 'node:fs/promises'
import type { Result } from './send-batch.ts'

/** A file that says of each row what became of it, one JSON object a line. For its owner alone: it has addresses in it. */
export interface ReportFile extends AsyncDisposable {
  write(results: readonly Result[]): Promise<void>
}

/** Opens the file anew: a second run says the whole again. Without a path, nothing is written. */
export async function openReport(path: string | undefined): Promise<ReportFile> {
  if (path === undefined) return { write: async () => undefined, [Symbol.asyncDispose]: async () => undefined }
  const handle = await open(path, 'w', 0o600)
  return {
    async write(results) {
      await handle.appendFile(results.map((result) => `${JSON.stringify(lineOf(result))}\n`).join(''))
    },
    async [Symbol.asyncDispose]() {
      await handle.close()
    },
  }
}

function lineOf({ entry, outcome, userId, passwordDropped, errors }: Result) {
  const { meaning } = entry
  const sourceId = 'row' in meaning ? meaning.sourceId : undefined
  return {
    row: entry.number,
    ...(entry.line !== undefined && { line: entry.line }),
    email: 'row' in meaning ? (meaning.row.email ?? null) : null,
    ...(sourceId !== undefined && { source_id: sourceId }),
    outcome,
    user_id: userId,
    ...(passwordDropped && { password_dropped: true }),
    errors,
  }
}
