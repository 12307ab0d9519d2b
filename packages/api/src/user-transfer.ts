import {
  UserExportPage,
  UserExportQuery,
  type UserImport,
  UserImport as UserImportInput,
  UserImportReport,
  UserImportRow,
} from '@roster/contract'
import { exportUsers, importUsers, type ParsedRow } from '@roster/domain'
import { fieldIssues } from './issues.ts'
import { adminProcedure } from './trpc.ts'

/** Users from and to other systems. */
export const transferProcedures = {
  import: adminProcedure
    .meta({
      limit: 'writes',
      apiKeys: 'by-name',
      rest: {
        method: 'POST',
        path: '/users/import',
        tag: 'Users',
        summary: 'Import users',
        description:
          'Makes users with the ids, times and password hashes that they had elsewhere, and says of each row what became of it. Nobody who is there is changed, and no mail goes out; the same rows may be sent again after an interruption.',
      },
    })
    .input(UserImportInput)
    .output(UserImportReport)
    .mutation(({ ctx, input }) => importUsers(ctx, { ...input, rows: input.rows.map(parseRow) })),

  export: adminProcedure
    .meta({
      limit: 'reads',
      rest: {
        method: 'GET',
        path: '/users/export',
        tag: 'Users',
        summary: 'Export users',
        description:
          'As `POST /users/import` takes them, the oldest first. Users whose retention time is over are left out: there is nothing left of them. An API key gets no password hashes.',
        paged: true,
      },
    })
    .input(UserExportQuery.prefault({}))
    .output(UserExportPage)
    .query(({ ctx, input }) => exportUsers(ctx, input)),
}

/** Each row is judged by itself: one that is not valid is a result like the others. */
function parseRow(row: UserImport['rows'][number]): ParsedRow {
  const parsed = UserImportRow.safeParse(row)
  if (parsed.success) return { row: parsed.data }
  const errors = fieldIssues(parsed.error).map(({ path, code, message }) => ({ field: fieldName(path), code, message }))
  return { errors }
}

/** As it is written in files and on REST: `password_hash`. */
const fieldName = (path: readonly PropertyKey[]): string =>
  path.map((step) => String(step).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)).join('.')
