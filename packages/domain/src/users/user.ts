import type { Role, UserRead, UserStatus } from '@roster/contract'

/** A user as the database has one. Never leaves the domain: `toUserRead` and `toUserView` make what does. */
export interface UserInDB {
  readonly id: string
  readonly email: string
  readonly emailVerifiedAt: Date | null
  readonly name: string | null
  readonly role: Role
  readonly status: Exclude<UserStatus, 'deleted'>
  readonly passwordHash: string | null
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastLoginAt: Date | null
  readonly deletedAt: Date | null
}

/** What callers see of a user. */
export function toUserRead(user: UserInDB): UserRead {
  return {
    id: user.id,
    email: user.email,
    emailVerified: user.emailVerifiedAt !== null,
    name: user.name,
    role: user.role,
    status: user.deletedAt === null ? user.status : 'deleted',
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
  }
}

/** A user together with the version that an edit can be based on. */
export type UserView = UserRead & { readonly etag: string }

export const toUserView = (user: UserInDB): UserView => ({ ...toUserRead(user), etag: etagOf(user) })

/**
 * The strong ETag of a user (RFC 9110 §8.8.3). The first part counts changes of the profile and is what `If-Match`
 * compares; the second follows sign-ins, which change what is shown but no edit is based on.
 */
function etagOf(user: UserInDB): string {
  return `"${user.version}.${user.lastLoginAt?.getTime().toString(36) ?? '0'}"`
}

/** Whether an `If-Match` value (RFC 9110 §13.1.1: `*` or a list of strong tags) names this version of the user. */
export function matchesVersion(ifMatch: string, user: UserInDB): boolean {
  if (ifMatch.trim() === '*') return true
  return ifMatch.split(',').some((tag) => /^"(\d{1,10})\.[0-9a-z]+"$/.exec(tag.trim())?.[1] === String(user.version))
}
