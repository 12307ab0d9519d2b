import { createHash, randomUUIDv7 } from 'node:crypto'
import type { UserImportError, UserImportRow } from '@roster/contract'
import type { Context } from '../context.ts'
import { parseHash } from '../passwords/bcrypt-sha256.ts'
import type { Refusal } from '../passwords/foreign/derivation.ts'
import { readForeignHash } from '../passwords/foreign/read.ts'
import type { KnownUser, NewUser } from './import-store.ts'

const REFUSALS: Record<Refusal, string> = {
  too_costly: 'Checking this hash would cost more than a server should be asked for at each sign-in',
  too_weak: 'This hash is of a kind that is guessed too fast to be kept; the user needs a password reset',
  unsupported: 'This is a hash that Roster cannot check; the user needs a password reset',
  unknown: 'This is no password hash in a layout that Roster knows',
}

/** How far ahead of ours another system's clock may be. */
const MAX_AHEAD_MS = 24 * 3600 * 1000

/** A row that could be taken: the user it would make. */
export interface Candidate {
  readonly index: number
  readonly row: UserImportRow
  readonly user: NewUser
  readonly passwordDropped: boolean
}

/** A row that cannot be taken. */
export interface Refused {
  readonly errors: readonly UserImportError[]
}

/** What a row would make, or what is wrong with it. */
export function judgeRow(
  ctx: Context,
  index: number,
  row: UserImportRow,
  options: { readonly dropUnusableHashes: boolean },
): Candidate | Refused {
  const errors: UserImportError[] = []
  const refusal = row.passwordHash ? refusalOf(row.passwordHash) : undefined
  if (refusal !== undefined && !options.dropUnusableHashes) {
    errors.push({ field: 'password_hash', code: `hash_${refusal}`, message: REFUSALS[refusal] })
  }
  if (row.role === 'admin' && ctx.actor.type === 'api_key') {
    const message = 'An API key makes nobody an administrator: sign in as one for this row'
    errors.push({ field: 'role', code: 'admin_by_api_key', message })
  }
  errors.push(...futureTimes(row, ctx.now()))
  if (errors.length > 0) return { errors }
  const passwordHash = refusal === undefined ? (row.passwordHash ?? null) : null
  return { index, row, user: toNewUser(row, passwordHash, ctx.now()), passwordDropped: refusal !== undefined }
}

function refusalOf(hash: string): Refusal | undefined {
  if (parseHash(hash) !== undefined) return undefined
  const foreign = readForeignHash(hash)
  return typeof foreign === 'string' ? foreign : undefined
}

function futureTimes(row: UserImportRow, now: Date): UserImportError[] {
  const times = {
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    last_login_at: row.lastLoginAt,
    deleted_at: row.deletedAt,
    email_verified_at: row.emailVerifiedAt,
  }
  return Object.entries(times).flatMap(([field, time]) =>
    time && Date.parse(time) > now.getTime() + MAX_AHEAD_MS
      ? [{ field, code: 'in_the_future', message: 'Must not lie in the future' }]
      : [],
  )
}

function toNewUser(row: UserImportRow, passwordHash: string | null, now: Date): NewUser {
  const createdAt = dateOf(row.createdAt) ?? now
  return {
    id: row.id ?? randomUUIDv7(),
    email: row.email,
    emailVerifiedAt: dateOf(row.emailVerifiedAt) ?? (row.emailVerified ? createdAt : null),
    name: row.name ?? null,
    role: row.role ?? 'user',
    status: row.status ?? 'active',
    passwordHash,
    createdAt,
    updatedAt: dateOf(row.updatedAt) ?? createdAt,
    lastLoginAt: dateOf(row.lastLoginAt),
    deletedAt: dateOf(row.deletedAt),
    importDigest: digestOf(row),
  }
}

const dateOf = (time: string | null | undefined): Date | null => (time ? new Date(time) : null)

/** The schema gives the fields in its own order, however the row has them. */
const digestOf = (row: UserImportRow): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(JSON.stringify(row)).digest())

/** The fields in which a user is not what the row says; what it does not say makes no difference. */
export function differences({ row, user }: Candidate, known: KnownUser): string[] {
  const same = (time: Date | null, other: Date | null) => time?.getTime() === other?.getTime()
  const differs = {
    name: row.name !== undefined && user.name !== known.name,
    role: row.role !== undefined && user.role !== known.role,
    status: row.status !== undefined && user.status !== known.status,
    password_hash: row.passwordHash !== undefined && user.passwordHash !== known.passwordHash,
    email_verified: row.emailVerified !== undefined && row.emailVerified !== (known.emailVerifiedAt !== null),
    email_verified_at: row.emailVerifiedAt !== undefined && !same(user.emailVerifiedAt, known.emailVerifiedAt),
    created_at: row.createdAt !== undefined && !same(user.createdAt, known.createdAt),
    updated_at: row.updatedAt !== undefined && !same(user.updatedAt, known.updatedAt),
    last_login_at: row.lastLoginAt !== undefined && !same(user.lastLoginAt, known.lastLoginAt),
    // Whoever is deleted is not who a row without a word on that is about.
    deleted_at: !same(user.deletedAt, known.deletedAt),
  }
  return Object.entries(differs).flatMap(([field, isDifferent]) => (isDifferent ? [field] : []))
}
