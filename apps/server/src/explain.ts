import { DataDirLockedError, EmbeddedEngineError, isUnavailable, MigrationError, RestoreError } from '@roster/db'
import { DomainError, MailTemplatesError, SigningKeyError } from '@roster/domain'
import { ConfigurationError } from './configuration-error.ts'

const EXPECTED = [
  ConfigurationError,
  DataDirLockedError,
  EmbeddedEngineError,
  MigrationError,
  RestoreError,
  MailTemplatesError,
  SigningKeyError,
]

/** By the system's codes. */
const ADVICE: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'The port is taken by another process. Stop it, or set PORT to a free one.'],
  ['ENOSPC', 'The disk is full. Make room where DATA_DIR is, then start again: nothing is lost.'],
  ['EROFS', 'The disk is read-only. Set DATA_DIR to a directory that can be written.'],
  ['EACCES', 'DATA_DIR cannot be written by this user. Give it to them, or set it to another directory.'],
])

/** What went wrong and what to do, for the person at the terminal; a stack only for what nobody expected. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (EXPECTED.some((type) => error instanceof type)) return error.message
  const advice = 'code' in error && ADVICE.get(error.code)
  if (advice) return advice
  if (isUnavailable(error) || (error instanceof DomainError && error.code === 'DATABASE_UNAVAILABLE')) {
    return 'The database does not answer. Check DATABASE_URL, and that the server it names is running and lets Roster in.'
  }
  return error.stack ?? error.message
}
