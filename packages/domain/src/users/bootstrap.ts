import type { BootstrapAdmin, UserCreate, UserRead } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { issueOneTimeToken } from '../one-time-tokens/issue.ts'
import { consumeOneTimeToken, findOneTimeToken } from '../one-time-tokens/store.ts'
import { checkPasswordPolicy } from '../passwords/policy.ts'
import { type Transaction, transact } from '../transact.ts'
import { sha256 } from '../vault.ts'
import { createUser } from './register.ts'
import { hasAdmin, lockAdmins } from './store.ts'
import { toUserRead } from './user.ts'

const LINK_TTL_SECONDS = 24 * 3600

/**
 * A one-time link that makes the first administrator, valid for a day, or nothing when there is one already. The link
 * before it stops working.
 */
export async function issueBootstrapLink(ctx: Context): Promise<string | undefined> {
  return transact(ctx, async (tx) => {
    await lockAdmins(tx.ctx.db) // of several links issued at once, one is the newest
    if (await hasAdmin(tx.ctx.db)) return undefined
    const { secret } = await issueOneTimeToken(tx, {
      purpose: 'bootstrap_admin',
      userId: null,
      email: null,
      ttlSeconds: LINK_TTL_SECONDS,
    })
    return `${ctx.settings.publicUrl}/setup#token=${secret}`
  })
}

/**
 * Makes the first administrator with the token of the printed link. Whoever can read the server's output is trusted, so
 * the address counts as confirmed.
 * @throws BOOTSTRAP_TOKEN_INVALID, EMAIL_TAKEN, OVERLOADED; VALIDATION_FAILED at `password`
 */
export async function bootstrapAdmin(ctx: Context, input: BootstrapAdmin): Promise<UserRead> {
  const hash = sha256(input.token)
  if ((await findOneTimeToken(ctx.db, ['bootstrap_admin'], hash, ctx.now())) === null) {
    throw new DomainError('BOOTSTRAP_TOKEN_INVALID')
  }
  return createFirstAdmin(ctx, input, async (tx) => {
    const token = await consumeOneTimeToken(tx.ctx.db, ['bootstrap_admin'], hash, ctx.now())
    if (token === undefined || (await hasAdmin(tx.ctx.db))) throw new DomainError('BOOTSTRAP_TOKEN_INVALID')
  })
}

/**
 * Makes the administrator that the operator names, if there is none yet. @returns the one it has made
 * @throws EMAIL_TAKEN, OVERLOADED; VALIDATION_FAILED at `password`
 */
export async function ensureBootstrapAdmin(ctx: Context, input: UserCreate): Promise<UserRead | undefined> {
  if (await hasAdmin(ctx.db)) return undefined
  try {
    return await createFirstAdmin(ctx, input, async (tx) => {
      if (await hasAdmin(tx.ctx.db)) throw new DomainError('CONFLICT')
    })
  } catch (error) {
    if (error instanceof DomainError && error.code === 'CONFLICT') return undefined
    throw error
  }
}

async function createFirstAdmin(
  ctx: Context,
  input: UserCreate,
  permit: (tx: Transaction) => Promise<void>,
): Promise<UserRead> {
  const { email, password } = input
  const name = input.name ?? null
  checkPasswordPolicy(ctx.settings, { password, email, name })
  const passwordHash = await ctx.hasher.hash(password)
  const user = await transact(ctx, async (tx) => {
    await lockAdmins(tx.ctx.db)
    await permit(tx)
    return createUser(tx, { email, name, passwordHash, role: 'admin', emailVerifiedAt: ctx.now() })
  })
  ctx.report({ event: 'user.first_admin_created', userId: user.id })
  return toUserRead(user)
}
