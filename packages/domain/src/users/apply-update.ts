import type { UserUpdate } from '@roster/contract'
import { revokeKeysOf } from '../api-keys/revoke.ts'
import { DomainError } from '../errors.ts'
import { voidOneTimeTokens } from '../one-time-tokens/store.ts'
import { noticePasswordChanged } from '../passwords/notice.ts'
import { NO_ADDRESSES, NO_ADMINS, refuseApiKeys } from '../policy.ts'
import { revokeSessions } from '../sessions/store.ts'
import type { Transaction } from '../transact.ts'
import { keepAnAdmin, lockForDemotion } from './last-admin.ts'
import { requestEmailChange } from './request-email-change.ts'
import { lockUser, saveUser } from './store.ts'
import { matchesVersion, type UserInDB } from './user.ts'

interface Decision {
  /** Of the new password. */
  readonly passwordHash: string | undefined
  /** What the current password was checked against, where it was asked for. */
  readonly checkedHash?: string | null
}

/** The transaction of an update: everything is decided again on the locked row. */
export async function applyUpdate(
  tx: Transaction,
  id: string,
  input: UserUpdate,
  { passwordHash, checkedHash }: Decision,
): Promise<UserInDB> {
  const user = await lockPresentUser(tx, id, input)
  if (input.ifMatch !== undefined && !matchesVersion(input.ifMatch, user)) throw new DomainError('VERSION_CONFLICT')
  // Whoever replaced the password meanwhile has ended this caller's right to say what comes next.
  if (checkedHash !== undefined && checkedHash !== user.passwordHash) throw new DomainError('REAUTHENTICATION_FAILED')

  const change = changedFields(user, input, passwordHash)
  if (change.status === 'active' && (change.role ?? user.role) === 'admin') refuseApiKeys(tx.ctx, NO_ADMINS)
  const losesAdmin = change.role === 'user' || change.status === 'disabled'
  if (losesAdmin) await keepAnAdmin(tx, user)
  if (input.email !== undefined) await changeAddress(tx, user, input.email)
  if (Object.keys(change).length === 0) return user

  const now = tx.ctx.now()
  if (change.status === 'disabled') await endAccess(tx, user, now)
  if (change.role === 'admin' && input.email === undefined) await dropAddressChange(tx, id, now)
  if (losesAdmin) await revokeKeysOf(tx, id, now)
  if (change.passwordHash !== undefined) await endOtherAccess(tx, user, input, now)
  record(tx, user, change)
  return saveUser(tx.ctx.db, id, { ...change, updatedAt: now })
}

/** Changes that may take an administrator away wait for one another; the others lock their row alone. */
async function lockPresentUser(tx: Transaction, id: string, input: UserUpdate): Promise<UserInDB> {
  if (input.role !== undefined || input.status !== undefined) return lockForDemotion(tx, id)
  const user = await lockUser(tx.ctx.db, id)
  if (user === null || user.deletedAt !== null) throw new DomainError('USER_NOT_FOUND')
  return user
}

type Change = Partial<Pick<UserInDB, 'name' | 'role' | 'status' | 'passwordHash'>>

function changedFields(user: UserInDB, input: UserUpdate, passwordHash: string | undefined): Change {
  return {
    ...(input.name !== undefined && input.name !== user.name && { name: input.name }),
    ...(input.role !== undefined && input.role !== user.role && { role: input.role }),
    ...(input.status !== undefined && input.status !== user.status && { status: input.status }),
    ...(passwordHash !== undefined && { passwordHash }),
  }
}

/** To name the present address takes a pending change back. */
async function changeAddress(tx: Transaction, user: UserInDB, email: string): Promise<void> {
  if (user.role === 'admin') refuseApiKeys(tx.ctx, NO_ADDRESSES)
  if (email !== user.email) return requestEmailChange(tx, user, email)
  await dropAddressChange(tx, user.id, tx.ctx.now())
}

/** Also when somebody becomes an administrator: whoever asked for the address then might not be let ask for it now. */
async function dropAddressChange(tx: Transaction, userId: string, now: Date): Promise<void> {
  await voidOneTimeTokens(tx.ctx.db, { userId, purposes: ['change_email'] }, now)
}

/** A disabled user has neither sessions nor links that would work again once they are enabled. */
async function endAccess(tx: Transaction, user: UserInDB, now: Date): Promise<void> {
  await revokeSessions(tx.ctx.db, { userId: user.id }, now)
  await voidOneTimeTokens(tx.ctx.db, { userId: user.id }, now)
}

/** A new password ends every other session, every open reset, and a pending change of address but this request's own. */
async function endOtherAccess(tx: Transaction, user: UserInDB, input: UserUpdate, now: Date): Promise<void> {
  const { actor, db } = tx.ctx
  await revokeSessions(db, { userId: user.id, ...(actor.type === 'user' && { except: actor.sessionId }) }, now)
  await voidOneTimeTokens(db, { userId: user.id, purposes: ['reset_password'] }, now)
  if (input.email === undefined) await dropAddressChange(tx, user.id, now)
  await noticePasswordChanged(tx, user)
}

function record(tx: Transaction, user: UserInDB, change: Change): void {
  const subjectId = user.id
  if (change.name !== undefined) tx.audit({ action: 'user.updated', subjectId, changes: { name: true } })
  if (change.passwordHash !== undefined) tx.audit({ action: 'user.password_changed', subjectId })
  if (change.role !== undefined) {
    tx.audit({ action: 'user.role_changed', subjectId, changes: { role: [user.role, change.role] } })
  }
  if (change.status !== undefined) {
    const action = change.status === 'disabled' ? 'user.disabled' : 'user.enabled'
    tx.audit({ action, subjectId, changes: { status: [user.status, change.status] } })
  }
}
