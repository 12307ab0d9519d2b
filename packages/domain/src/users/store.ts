import type { Role } from '@roster/contract'
import { type Db, isUniqueViolation, type Prisma } from '@roster/db'
import { DomainError } from '../errors.ts'
import type { UserInDB } from './user.ts'

/** The columns of UserInDB; every query of a user selects these. */
export const userColumns = {
  id: true,
  email: true,
  emailVerifiedAt: true,
  name: true,
  role: true,
  status: true,
  passwordHash: true,
  version: true,
  createdAt: true,
  updatedAt: true,
  lastLoginAt: true,
  deletedAt: true,
} satisfies Prisma.UserSelect

export function findUserById(db: Db, id: string): Promise<UserInDB | null> {
  return db.user.findUnique({ where: { id }, select: userColumns })
}

export function findUserByEmail(db: Db, email: string): Promise<UserInDB | null> {
  return db.user.findUnique({ where: { email }, select: userColumns })
}

/** Reads a user and holds the row until the transaction ends. */
export async function lockUser(db: Db, id: string): Promise<UserInDB | null> {
  await db.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return findUserById(db, id)
}

/** @throws EMAIL_TAKEN */
export function insertUser(db: Db, data: Prisma.UserCreateInput): Promise<UserInDB> {
  return translated(db.user.create({ data, select: userColumns }))
}

/** Changes a user that `lockUser` holds; `version` goes up by one. @throws EMAIL_TAKEN */
export function saveUser(db: Db, id: string, data: Prisma.UserUpdateInput): Promise<UserInDB> {
  return translated(
    db.user.update({ where: { id }, data: { ...data, version: { increment: 1 } }, select: userColumns }),
  )
}

/**
 * Notes a sign-in, and a better hash of the same password, if the account is still what was checked.
 * @returns nothing when it was disabled, deleted or given another password meanwhile
 */
export async function markSignedIn(
  db: Db,
  user: UserInDB,
  at: Date,
  rehashed: string | undefined,
): Promise<UserInDB | undefined> {
  const [signedIn] = await db.user.updateManyAndReturn({
    where: { id: user.id, status: 'active', deletedAt: null, passwordHash: user.passwordHash },
    data: { lastLoginAt: at, ...(rehashed !== undefined && { passwordHash: rehashed }) },
    select: userColumns,
  })
  return signedIn
}

/** Serialises everything that could take away an administrator, until the transaction ends. */
export async function lockAdmins(db: Db): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('roster:admins'))`
}

/** Active administrators who can sign in: one who was invited and has not come yet is no help to anybody. */
const activeAdmins = {
  role: 'admin',
  status: 'active',
  deletedAt: null,
  passwordHash: { not: null },
} satisfies Prisma.UserWhereInput

/** Active administrators other than this one. */
export function countOtherAdmins(db: Db, id: string): Promise<number> {
  return db.user.count({ where: { ...activeAdmins, id: { not: id } } })
}

/** Whether somebody can administer right now. */
export async function hasActiveAdmin(db: Db): Promise<boolean> {
  return (await db.user.count({ where: activeAdmins })) > 0
}

export async function hasAdmin(db: Db): Promise<boolean> {
  return (await db.user.count({ where: { role: 'admin' satisfies Role, deletedAt: null } })) > 0
}

async function translated<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (error) {
    if (isUniqueViolation(error, 'users_email_key')) throw new DomainError('EMAIL_TAKEN', { cause: error })
    throw error
  }
}

/** Whether the purge has been here: there is nothing left to restore. */
export async function isAnonymised(db: Db, id: string): Promise<boolean> {
  const row = await db.user.findUnique({ where: { id }, select: { anonymisedAt: true } })
  return row?.anonymisedAt != null
}
