import type { UserImportError, UserImportReport, UserImportResult, UserImportRow } from '@roster/contract'
import type { Context } from '../context.ts'
import { requireAdmin } from '../policy.ts'
import { transact } from '../transact.ts'
import { type Candidate, differences, judgeRow, type Refused } from './import-row.ts'
import { insertUsers, type KnownUser, selectKnownUsers } from './import-store.ts'

/** A row as it came: parsed, or what is wrong with it. */
export type ParsedRow = { readonly row: UserImportRow } | Refused

export interface ImportInput {
  readonly rows: readonly ParsedRow[]
  readonly dryRun: boolean
  readonly dropUnusableHashes: boolean
}

type Outcome = Omit<UserImportResult, 'index'>

/**
 * Makes users of rows, all in one transaction, and says of each row what became of it. It changes nobody who is there: the
 * same row again is `unchanged`, however the user has changed since; another row with the address or id of somebody is a
 * `conflict`. No mail goes out. One audit event has the ids of all who were made.
 * @throws FORBIDDEN
 */
export async function importUsers(ctx: Context, input: ImportInput): Promise<UserImportReport> {
  requireAdmin(ctx)
  const outcomes = new Map<number, Outcome>()
  const candidates: Candidate[] = []
  for (const [index, parsed] of input.rows.entries()) {
    const judged = 'errors' in parsed ? parsed : judgeRow(ctx, index, parsed.row, input)
    if ('errors' in judged) outcomes.set(index, outcome('invalid', null, judged.errors))
    else candidates.push(judged)
  }
  const found = input.dryRun
    ? await findOutcomes(ctx, candidates)
    : await transact(ctx, async (tx) => {
        const found = await settle(tx.ctx, candidates)
        const made = candidates.filter(({ index }) => found.get(index)?.outcome === 'created')
        if (made.length > 0) tx.audit({ action: 'users.imported', subjectId: null, changes: whoWasMade(made) })
        return found
      })
  const report = sum(input.rows, new Map([...outcomes, ...found]))
  const { results: _, ...counts } = report
  if (!input.dryRun) ctx.report({ event: 'users.imported', ...counts })
  return report
}

/** Inserts those who are new. Whoever came first meanwhile, with the same address or id, is met after all. */
async function settle(ctx: Context, candidates: readonly Candidate[]): Promise<Map<number, Outcome>> {
  const found = await findOutcomes(ctx, candidates)
  const fresh = candidates.filter(({ index }) => found.get(index)?.outcome === 'created')
  if (fresh.length === 0) return found
  const inserted = await insertUsers(
    ctx.db,
    fresh.map(({ user }) => user),
  )
  const isMade = ({ index, user }: Candidate) => found.get(index)?.outcome === 'created' && inserted.has(user.id)
  for (const candidate of candidates.filter(isMade)) {
    found.set(candidate.index, madeOf(candidate, candidate.user.id))
  }
  if (inserted.size === fresh.length) return found
  const others = await settle(
    ctx,
    candidates.filter((candidate) => !isMade(candidate)),
  )
  return new Map([...found, ...others])
}

/** What would become of each row. Of two rows for one person, the second meets the first. */
async function findOutcomes(ctx: Context, candidates: readonly Candidate[]): Promise<Map<number, Outcome>> {
  const known = await selectKnownUsers(ctx.db, {
    emails: candidates.map(({ user }) => user.email),
    ids: candidates.flatMap(({ row }) => row.id ?? []),
    digests: candidates.map(({ user }) => user.importDigest),
  })
  const directory = createDirectory(known)
  return new Map(
    candidates.map((candidate) => {
      const met = meet(candidate, directory)
      if (met !== undefined) return [candidate.index, met]
      directory.add({ ...candidate.user, version: 1 })
      return [candidate.index, madeOf(candidate, null)]
    }),
  )
}

/** Nothing when there is nobody like that yet. */
function meet(candidate: Candidate, directory: Directory): Outcome | undefined {
  const { row, user } = candidate
  const before = directory.byDigest(user.importDigest)
  if (before !== undefined) return outcome('unchanged', before.id)
  const sameEmail = directory.byEmail(user.email)
  if (sameEmail === undefined) {
    const sameId = row.id === undefined ? undefined : directory.byId(row.id)
    if (sameId === undefined) return undefined
    return conflict(sameId.id, 'id', 'id_taken', 'There is a user with this id and another address')
  }
  if (row.id !== undefined && row.id !== sameEmail.id) {
    return conflict(sameEmail.id, 'email', 'email_taken', 'There is a user with this address and another id')
  }
  const fields = differences(candidate, sameEmail)
  if (fields.length === 0) return outcome('unchanged', sameEmail.id)
  const errors = fields.map((field) => ({ field, code: 'differs', message: 'The user with this address has another' }))
  return outcome('conflict', sameEmail.id, errors)
}

interface Directory {
  add(user: KnownUser): void
  byEmail(email: string): KnownUser | undefined
  byId(id: string): KnownUser | undefined
  byDigest(digest: Uint8Array): KnownUser | undefined
}

function createDirectory(known: readonly KnownUser[]): Directory {
  const emails = new Map<string, KnownUser>()
  const ids = new Map<string, KnownUser>()
  const digests = new Map<string, KnownUser>()
  const hex = (digest: Uint8Array) => Buffer.from(digest).toString('hex')
  const directory: Directory = {
    add(user) {
      emails.set(user.email, user)
      ids.set(user.id, user)
      if (user.importDigest !== null) digests.set(hex(user.importDigest), user)
    },
    byEmail: (email) => emails.get(email),
    byId: (id) => ids.get(id),
    byDigest: (digest) => digests.get(hex(digest)),
  }
  for (const user of known) directory.add(user)
  return directory
}

const madeOf = ({ passwordDropped }: Candidate, userId: string | null): Outcome => ({
  ...outcome('created', userId),
  passwordDropped,
})

const outcome = (
  kind: UserImportResult['outcome'],
  userId: string | null,
  errors: readonly UserImportError[] = [],
): Outcome => ({ outcome: kind, userId, passwordDropped: false, errors: [...errors] })

const conflict = (userId: string, field: string, code: string, message: string): Outcome =>
  outcome('conflict', userId, [{ field, code, message }])

function whoWasMade(made: readonly Candidate[]): Readonly<Record<string, unknown>> {
  const admins = made.flatMap(({ user }) => (user.role === 'admin' ? [user.id] : []))
  return { count: made.length, userIds: made.map(({ user }) => user.id), ...(admins.length > 0 && { admins }) }
}

function sum(rows: readonly ParsedRow[], outcomes: ReadonlyMap<number, Outcome>): UserImportReport {
  const report = { created: 0, unchanged: 0, conflict: 0, invalid: 0 }
  const results = rows.map((_, index): UserImportResult => {
    const of = outcomes.get(index)
    if (of === undefined) throw new Error(`Nothing became of row ${index}`)
    report[of.outcome] += 1
    return { index, ...of }
  })
  return { ...report, results }
}
