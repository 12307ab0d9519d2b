import { isRosterError, type UserExport, type UserExportPage, type UserListQuery } from '@roster/client'
import { client } from '../../client.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import type { FileSink } from './file-sink.ts'

const PAGE_SIZE = 1000

const COLUMNS = [
  'id',
  'email',
  'emailVerifiedAt',
  'name',
  'role',
  'status',
  'createdAt',
  'updatedAt',
  'lastLoginAt',
  'deletedAt',
] as const satisfies readonly (keyof UserExport)[]

export type ExportFormat = 'csv' | 'ndjson'

export interface ExportOptions {
  readonly filter: Omit<UserListQuery, 'limit' | 'cursor' | 'sort' | 'includeTotal'>
  readonly format: ExportFormat
  readonly sink: FileSink
  readonly signal: AbortSignal
  readonly onProgress: (users: number) => void
  /** The server has had enough for so many seconds. */
  readonly onWait: (seconds: number) => void
}

/** Writes everybody who fits into a file, page by page. @returns how many */
export async function exportUsers({
  filter,
  format,
  sink,
  signal,
  onProgress,
  onWait,
}: ExportOptions): Promise<number> {
  let written = 0
  if (format === 'csv') await sink.write(BYTE_ORDER_MARK + csvLine(COLUMNS))
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await nextPage(
      { ...filter, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) },
      signal,
      onWait,
    )
    await sink.write(page.items.map((user) => lineOf(user, format)).join(''))
    written += page.items.length
    onProgress(written)
    cursor = page.nextCursor
  }
  await sink.close()
  return written
}

async function nextPage(
  query: Parameters<typeof client.users.export.query>[0],
  signal: AbortSignal,
  onWait: (seconds: number) => void,
): Promise<UserExportPage> {
  for (;;) {
    try {
      return await client.users.export.query(query, { signal })
    } catch (error) {
      if (!isRosterError(error, 'RATE_LIMITED')) throw error
      const seconds = error.retryAfterSeconds ?? 1
      onWait(seconds)
      await pause(seconds * 1000, signal)
    }
  }
}

function lineOf(user: UserExport, format: ExportFormat): string {
  const cells = COLUMNS.map((column) => [column, user[column]] as const)
  return format === 'csv' ? csvLine(cells.map(([, value]) => value)) : `${JSON.stringify(Object.fromEntries(cells))}\n`
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
