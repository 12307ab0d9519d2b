import { DataDirLockedError, EmbeddedEngineError, isUnavailable, MigrationError } from '@roster/db'
import { DomainError, MailTemplatesError, SigningKeyError } from '@roster/domain'
import { ConfigurationError } from './configuration-error.ts'

const EXPECTED = [
  ConfigurationError,
  DataDirLockedError,
  EmbeddedEngineError,
  MigrationError,
  MailTemplatesError,
  SigningKeyError,
]

/** What went wrong and what to do, for the person at the terminal; a stack only for what nobody expected. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (EXPECTED.some((type) => error instanceof type)) return error.message
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken by another process. Stop it, or set PORT to a free one.'
  }
  if (isUnavailable(error) || (error instanceof DomainError && error.code === 'DATABASE_UNAVAILABLE')) {
    return 'The database does not answer. Check DATABASE_URL, and that the server it names is running and lets Roster in.'
  }
  return error.stack ?? error.message
}
