import { errorTable } from '@roster/api'
import { errorCodes, errorMessages } from '@roster/contract'
import { GENERATED, tableOf } from './markdown.ts'

/** `docs/errors.md` */
export function errorsPage(): string {
  const rows = errorCodes.map((code) => [
    `\`${code}\``,
    String(errorTable[code].status),
    `\`${errorTable[code].trpc}\``,
    errorMessages[code],
  ])
  return `# Errors

${GENERATED}
REST answers every error as \`application/problem+json\` (RFC 9457) with a \`code\`; \`type\` leads to a page about it. tRPC
keeps its own code as \`error.data.code\` and carries Roster's as \`error.data.reason\`. Compare codes in programs, never
texts: \`title\`, \`detail\` and \`message\` may change.

${tableOf(['Code', 'REST', 'tRPC', 'Means'], rows)}

- \`VALIDATION_FAILED\` comes with \`errors\`: a \`pointer\` (RFC 6901) to each field, an unknown key included, with a \`code\` and a
  \`detail\`. Pointers are in the wire's own names: \`/current_password\` on REST, \`/currentPassword\` on tRPC.
- 401 comes with \`WWW-Authenticate\`, 429 and 503 with \`Retry-After\` (\`retryAfterSeconds\` on tRPC), 405 with \`Allow\`.
- \`MALFORMED_REQUEST\` is \`PARSE_ERROR\` on tRPC when the input could not be read at all.
- Every error has a request id (\`request_id\`, \`requestId\`, \`X-Request-Id\`). What went wrong stands in the log under it.
`
}
