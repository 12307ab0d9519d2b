import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { UserInDB } from '../users/user.ts'

/**
 * Asks a signed-in user for their password again, under the same limits as a sign-in (ASVS 6.3.1, 7.5.1).
 * @throws REAUTHENTICATION_FAILED when it is missing or wrong; RATE_LIMITED, OVERLOADED
 */
export async function reauthenticate(ctx: Context, user: UserInDB, password: string | undefined): Promise<void> {
  if (password === undefined) throw new DomainError('REAUTHENTICATION_FAILED')
  await ctx.limits.beforePassword(ctx, user.email)
  const { matches } = await ctx.hasher.verify(password, user.passwordHash)
  if (!matches) {
    ctx.report({ event: 'user.reauthentication_failed', userId: user.id })
    throw new DomainError('REAUTHENTICATION_FAILED')
  }
  await ctx.limits.afterSuccess(ctx, user.email)
}
