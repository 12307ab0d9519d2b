import { randomUUIDv7 } from 'node:crypto'
import type { UserCreate, UserRead } from '@roster/contract'
import type { Context } from '../context.ts'
import { checkPasswordPolicy } from '../passwords/policy.ts'
import { type Transaction, transact } from '../transact.ts'
import { sendVerification } from './send-verification.ts'
import { insertUser } from './store.ts'
import { toUserRead, type UserInDB } from './user.ts'

/**
 * Registers a user and mails them a link that confirms the address.
 * @throws EMAIL_TAKEN; VALIDATION_FAILED at `password`; OVERLOADED when too many passwords wait to be hashed
 */
export async function registerUser(ctx: Context, input: UserCreate): Promise<UserRead> {
  checkPasswordPolicy(ctx.settings, { password: input.password, email: input.email, name: input.name ?? null })
  const passwordHash = await ctx.hasher.hash(input.password)
  const user = await transact(ctx, async (tx) => {
    const user = await createUser(tx, { email: input.email, name: input.name ?? null, passwordHash })
    await sendVerification(tx, user)
    return tx.answer(toUserRead(user))
  })
  ctx.report({ event: 'user.registered', userId: user.id })
  return user
}

/** Inserts an active user and the audit event of how they came to be. @throws EMAIL_TAKEN */
export async function createUser(
  tx: Transaction,
  data: Pick<UserInDB, 'email' | 'name' | 'passwordHash'> & Partial<Pick<UserInDB, 'role' | 'emailVerifiedAt'>>,
  action: 'user.registered' | 'user.invited' = 'user.registered',
): Promise<UserInDB> {
  const now = tx.ctx.now()
  const user = await insertUser(tx.ctx.db, { id: randomUUIDv7(), ...data, createdAt: now, updatedAt: now })
  tx.audit({ action, subjectId: user.id, changes: { role: [null, user.role] } })
  return user
}
