import type { ApiKeyRead } from '@roster/contract'
import type { Db, Prisma } from '@roster/db'

const columns = {
  id: true,
  name: true,
  scopes: true,
  ipRanges: true,
  prefix: true,
  createdById: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} satisfies Prisma.ApiKeySelect

type ApiKeyRow = Prisma.ApiKeyGetPayload<{ select: typeof columns }>

export function insertApiKey(db: Db, data: Prisma.ApiKeyUncheckedCreateInput): Promise<ApiKeyRow> {
  return db.apiKey.create({ data, select: columns })
}

/** Newest first, below the id of another one: ids are in the order of their making. */
export function selectApiKeys(db: Db, limit: number, below: string | undefined): Promise<ApiKeyRow[]> {
  return db.apiKey.findMany({
    ...(below !== undefined && { where: { id: { lt: below } } }),
    orderBy: { id: 'desc' },
    take: limit,
    select: columns,
  })
}

/** What decides whether a key may be used. */
export interface UsableKey {
  readonly id: string
  readonly scopes: readonly string[]
  readonly ipRanges: readonly string[]
  readonly createdById: string
  readonly expiresAt: Date
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
  /** Whether the creator is an active administrator at this moment. */
  readonly isBacked: boolean
}

/** Ends keys that have not ended: one by its id, or all that a user has made. @returns those that it ended */
export function revokeApiKeys(
  db: Db,
  which: { readonly id: string } | { readonly createdById: string; readonly expiresAt: { readonly gt: Date } },
  now: Date,
): Promise<{ id: string; createdById: string }[]> {
  return db.apiKey.updateManyAndReturn({
    where: { ...which, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true, createdById: true },
  })
}

/** Notes a use, unless a later one has been noted. */
export async function touchApiKey(db: Db, id: string, at: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE api_keys SET last_used_at = ${at}
    WHERE id = ${id}::uuid AND (last_used_at IS NULL OR last_used_at < ${at})`
}

/** What callers see of a key. */
export function toApiKeyRead(row: ApiKeyRow): ApiKeyRead {
  const { createdById: createdBy, createdAt, expiresAt, lastUsedAt, revokedAt, ...rest } = row
  return {
    ...rest,
    createdBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  }
}
