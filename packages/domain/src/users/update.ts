import type { UserUpdate } from '@roster/contract'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { countMail } from '../mail/request.ts'
import { checkPasswordPolicy } from '../passwords/policy.ts'
import { reauthenticate } from '../passwords/reauthenticate.ts'
import { isSelf, NO_ADDRESSES, NO_ADMINS, refuseApiKeys, requireAdmin, requireUser, resolveUserId } from '../policy.ts'
import { transact } from '../transact.ts'
import { applyUpdate } from './apply-update.ts'
import { getUserById } from './get.ts'
import { findUserByEmail } from './store.ts'
import { matchesVersion, toUserView, type UserInDB, type UserView } from './user.ts'

/**
 * Changes what is given and leaves the rest. Users change their own name, address and password (the last two with
 * `currentPassword`); administrators change anybody's name, address, role and status, and nobody's password.
 * An API key does what an administrator does, but makes nobody one, enables none and leaves their addresses alone.
 * A new address holds once the link mailed to it is confirmed. A new password ends all other sessions.
 * @throws FORBIDDEN, USER_NOT_FOUND, REAUTHENTICATION_FAILED, VERSION_CONFLICT, EMAIL_TAKEN, LAST_ADMIN, OVERLOADED;
 *   RATE_LIMITED after too many wrong passwords or changes of address; VALIDATION_FAILED at `password`
 */
export async function updateUser(ctx: Context, input: UserUpdate): Promise<UserView> {
  const id = resolveUserId(ctx, input.userId)
  const self = isSelf(ctx, id)
  if (input.role !== undefined || input.status !== undefined) requireAdmin(ctx)
  if (input.role === 'admin') refuseApiKeys(ctx, NO_ADMINS)
  if (input.password !== undefined && !self) throw new DomainError('FORBIDDEN')

  const user = await presentUser(ctx, id, self)
  if (input.ifMatch !== undefined && !matchesVersion(input.ifMatch, user)) throw new DomainError('VERSION_CONFLICT')
  const asked = self && (input.email !== undefined || input.password !== undefined)
  if (asked) await reauthenticate(ctx, user, input.currentPassword)
  if (input.email !== undefined && user.role === 'admin') refuseApiKeys(ctx, NO_ADDRESSES)
  if (input.email !== undefined && input.email !== user.email) await permitNewEmail(ctx, user, input.email)
  const passwordHash = input.password === undefined ? undefined : await hashNew(ctx, user, input)

  const decision = { passwordHash, ...(asked && { checkedHash: user.passwordHash }) }
  return toUserView(await transact(ctx, (tx) => applyUpdate(tx, id, input, decision)))
}

async function presentUser(ctx: Context, id: string, self: boolean): Promise<UserInDB> {
  if (self) {
    requireUser(ctx)
    return ctx.actor.user
  }
  const user = await getUserById(ctx, id)
  if (user.deletedAt !== null) throw new DomainError('USER_NOT_FOUND')
  return user
}

/**
 * That the address is free is only a courtesy, so that people hear it when they ask: what holds is the index, when the
 * change is confirmed. That few mails go out is not: anybody's address may be given here.
 */
async function permitNewEmail(ctx: Context, user: UserInDB, email: string): Promise<void> {
  if ((await findUserByEmail(ctx.db, email)) !== null) throw new DomainError('EMAIL_TAKEN')
  await countMail(ctx, `change\n${user.id}`)
  await countMail(ctx, `change\n${email}`)
}

async function hashNew(ctx: Context, user: UserInDB, input: UserUpdate): Promise<string> {
  const password = input.password ?? ''
  checkPasswordPolicy(ctx.settings, { password, email: input.email ?? user.email, name: input.name ?? user.name })
  return ctx.hasher.hash(password)
}
