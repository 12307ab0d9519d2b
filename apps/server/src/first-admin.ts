import { UserCreate } from '@roster/contract'
import { DomainError, ensureBootstrapAdmin, issueBootstrapLink, type Services, systemContext } from '@roster/domain'
import { ConfigurationError } from './configuration-error.ts'
import type { Env } from './env.ts'

/**
 * Makes the administrator that the environment names, if there is none.
 * @returns the one-time link that makes one, while there is still none
 * @throws ConfigurationError when the address or the password would be refused
 */
export async function prepareFirstAdmin(services: Services, admin: Env['bootstrapAdmin']): Promise<string | undefined> {
  const ctx = systemContext(services)
  if (admin !== undefined) {
    const input = UserCreate.safeParse(admin)
    if (!input.success)
      throw refused(input.error.issues.map(({ path, message }) => ({ field: String(path[0]), message })))
    try {
      await ensureBootstrapAdmin(ctx, input.data)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      throw refused(
        error.issues?.map(({ path, message }) => ({ field: String(path[0]), message })) ?? [
          { field: 'email', message: error.message },
        ],
      )
    }
  }
  return issueBootstrapLink(ctx)
}

function refused(problems: readonly { field: string; message: string }[]): ConfigurationError {
  return new ConfigurationError(
    problems.map(({ field, message }) => `BOOTSTRAP_ADMIN_${field.toUpperCase()}: ${message}`),
  )
}
