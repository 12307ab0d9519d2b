import type { Db } from '@roster/db'
import { userColumns } from './store.ts'
import type { UserInDB } from './user.ts'

/** A user as an import writes one. */
export interface NewUser extends Omit<UserInDB, 'version'> {
  readonly importDigest: Uint8Array<ArrayBuffer>
}

/** A user that an import may have met, and what they were imported from, if they were. */
export type KnownUser = UserInDB & { readonly importDigest: Uint8Array | null }

export interface ImportKeys {
  readonly emails: readonly string[]
  readonly ids: readonly string[]
  readonly digests: readonly Uint8Array<ArrayBuffer>[]
}

/** Everybody who has one of these addresses or ids, or was made of one of these rows. */
export function selectKnownUsers(db: Db, { emails, ids, digests }: ImportKeys): Promise<KnownUser[]> {
  return db.user.findMany({
    where: {
      OR: [{ email: { in: [...emails] } }, { id: { in: [...ids] } }, { importDigest: { in: [...digests] } }],
    },
    select: { ...userColumns, importDigest: true },
  })
}

/**
 * Inserts users in one statement, in the order of their addresses, so that two imports of the same people wait for one
 * another and never in a circle. Leaves out those whose id or address was taken meanwhile.
 * @returns the ids of the inserted
 */
export async function insertUsers(db: Db, users: readonly NewUser[]): Promise<ReadonlySet<string>> {
  const rows = users.map(({ importDigest, ...user }) => ({
    ...user,
    importDigest: Buffer.from(importDigest).toString('hex'),
  }))
  const inserted = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO users (id, email, email_verified_at, name, role, status, password_hash, created_at, updated_at,
                       last_login_at, deleted_at, import_digest)
    SELECT r.id, r.email, r."emailVerifiedAt", r.name, r.role::role, r.status::user_status, r."passwordHash",
           r."createdAt", r."updatedAt", r."lastLoginAt", r."deletedAt", decode(r."importDigest", 'hex')
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      id uuid, email text, "emailVerifiedAt" timestamptz, name text, role text, status text, "passwordHash" text,
      "createdAt" timestamptz, "updatedAt" timestamptz, "lastLoginAt" timestamptz, "deletedAt" timestamptz,
      "importDigest" text)
    ORDER BY r.email
    ON CONFLICT DO NOTHING
    RETURNING id`
  return new Set(inserted.map((row) => row.id))
}
