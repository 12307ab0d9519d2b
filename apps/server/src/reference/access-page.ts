import { appRouter } from '@roster/api'
import { methodsOf, type ProcedureMeta } from '@roster/rest'
import { API_PREFIX } from '../openapi.ts'
import { type Access, type AccessRow, accessTable, callerKinds, callers } from './access-table.ts'
import { GENERATED, tableOf } from './markdown.ts'

const SHORT: Partial<Record<Access, string>> = { yes: '✓', UNAUTHENTICATED: '401', FORBIDDEN: '403' }

/** `docs/access.md` */
export function accessPage(): string {
  const columns = callerKinds.map((kind, index) => `${index + 1}. ${callers[kind]}`)
  const rows = accessTable.map((row: AccessRow) => [
    `\`${row.procedure}\`${row.what === undefined ? '' : ` ${row.what}`}`,
    restOf(row.procedure),
    ...callerKinds.map((kind) => SHORT[row.who[kind]] ?? `\`${row.who[kind]}\``),
  ])
  return `# Who may call what

${GENERATED}
Every cell is called on both wires by \`apps/server/test/access.test.ts\`.

✓ is allowed, 401 is \`UNAUTHENTICATED\`, 403 is \`FORBIDDEN\`, and any other refusal is named by its code
([errors.md](errors.md)). The columns are

${columns.join('\n')}

${tableOf(['Procedure', 'REST', ...callerKinds.map((_, index) => String(index + 1))], rows)}

The acting user comes from the credential, never from the input. A credential counts for what its session and its user
are at that moment: a role, a status or a session that has changed counts at the next request. On operations that are
open to all a stale credential is ignored. What an API key is, and which scopes there are: [api-keys.md](api-keys.md).
`
}

/** Where a procedure stands on REST. */
function restOf(procedure: string): string {
  const known = appRouter._def.procedures as unknown as Readonly<
    Record<string, { readonly _def: { readonly meta: unknown } }>
  >
  const meta = known[procedure]?._def.meta as ProcedureMeta | undefined
  if (meta?.rest === undefined) throw new Error(`The access table names ${procedure}, which has no place on REST`)
  return `\`${methodsOf(meta.rest).join(', ')} ${API_PREFIX}${meta.rest.path}\``
}
