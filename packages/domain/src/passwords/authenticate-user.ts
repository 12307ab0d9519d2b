import type { Context } from '../context.ts'
import type { UserInDB } from '../users/user.ts'

/** A user whose password was right, and whether its hash should be replaced. */
export interface Authenticated {
  readonly user: UserInDB
  readonly rehash: boolean
}

/**
 * Checks credentials and gives the user, or nothing: an unknown address, a wrong password and a deleted account take
 * the same work and look the same (ASVS 6.3.8). A disabled account with the right password is given; the caller decides.
 * @throws RATE_LIMITED before the password is looked at; OVERLOADED when too many wait to be checked
 */
export async function authenticateUser(
  ctx: Context,
  email: string,
  password: string,
): Promise<Authenticated | undefined> {
  await ctx.limits.beforePassword(ctx, email)
  const user = await ctx.lookups.userByEmail(email)
  const hash = user === undefined || user.deletedAt !== null ? null : user.passwordHash
  const { matches, rehash } = await ctx.hasher.verify(password, hash)
  if (!matches || user === undefined) return undefined
  await ctx.limits.afterSuccess(ctx, email)
  return { user, rehash }
}
