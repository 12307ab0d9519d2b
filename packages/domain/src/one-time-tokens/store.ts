import type { Db, Prisma, TokenPurpose } from '@roster/db'

export interface OneTimeTokenRow {
  readonly purpose: TokenPurpose
  readonly userId: string | null
  readonly email: string | null
}

export async function insertOneTimeToken(db: Db, data: Prisma.OneTimeTokenUncheckedCreateInput): Promise<void> {
  await db.oneTimeToken.create({ data, select: { id: true } })
}

/** Looks at a token without using it up. */
export function findOneTimeToken(
  db: Db,
  purposes: TokenPurpose[],
  hash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<OneTimeTokenRow | null> {
  return db.oneTimeToken.findFirst({ where: usable(purposes, hash, now), select: columns })
}

/** Uses a token up, in one statement: of any number of simultaneous callers one gets the row. */
export async function consumeOneTimeToken(
  db: Db,
  purposes: TokenPurpose[],
  hash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<OneTimeTokenRow | undefined> {
  const rows = await db.oneTimeToken.updateManyAndReturn({
    where: usable(purposes, hash, now),
    data: { usedAt: now },
    select: columns,
  })
  return rows[0]
}

/** Makes open tokens worthless: those of a user, of some purposes or of all. */
export async function voidOneTimeTokens(
  db: Db,
  which: { readonly userId: string | null; readonly purposes?: TokenPurpose[] },
  now: Date,
): Promise<void> {
  await db.oneTimeToken.updateMany({
    where: { userId: which.userId, usedAt: null, ...(which.purposes && { purpose: { in: which.purposes } }) },
    data: { usedAt: now },
  })
}

const columns = { purpose: true, userId: true, email: true } as const

const usable = (purposes: TokenPurpose[], hash: Uint8Array<ArrayBuffer>, now: Date) => ({
  hash,
  purpose: { in: purposes },
  usedAt: null,
  expiresAt: { gt: now },
})
