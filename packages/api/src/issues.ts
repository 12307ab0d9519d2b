import type { FieldIssue } from '@roster/contract'
import type { ZodError } from 'zod'

const MAX_ISSUES = 100

/** What zod found, in the contract's terms: an unknown key is an issue at the key itself, a custom check has its own code. */
export function fieldIssues(error: ZodError): FieldIssue[] {
  const issues = error.issues.flatMap((issue): FieldIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        code: 'unrecognized_keys',
        message: `Unrecognized key: ${JSON.stringify(key)}`,
      }))
    }
    const code = issue.code === 'custom' && typeof issue.params?.code === 'string' ? issue.params.code : issue.code
    return [{ path: issue.path, code, message: issue.message }]
  })
  return issues.slice(0, MAX_ISSUES)
}

/** Whether the input is not even an object, which is no fault of any of its fields. */
export function isNoObject({ issues: [issue] }: ZodError): boolean {
  return issue?.code === 'invalid_type' && issue.expected === 'object' && issue.path.length === 0
}

/** An RFC 6901 pointer. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
