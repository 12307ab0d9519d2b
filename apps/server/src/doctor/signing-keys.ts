import type { SigningKeyInfo } from '@roster/domain'
import { type Finding, findingsAbout } from './finding.ts'

const DAY_MS = 86_400_000
const MAX_AGE_DAYS = 365

/** The keys that access tokens are signed with. */
export function judgeSigningKeys(keys: readonly SigningKeyInfo[], rotationDays: number, now: Date): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Signing keys')
  if (keys.length === 0) return [ok('none yet; the first start makes one')]
  const sealed = keys.filter(({ opens }) => !opens)
  if (sealed.length > 0) {
    return [
      problem(
        `${sealed.length} of ${keys.length} cannot be opened: AUTH_SECRET is not the one they were encrypted under`,
        'Start with the AUTH_SECRET that this database was used with. If it is lost, delete the rows of the table\nsigning_keys: a new key is made at the next start, and clients get new access tokens when they refresh.',
      ),
    ]
  }
  const newest = keys[0]
  const signing = keys.find(({ state }) => state === 'signs') ?? newest
  const ageDays = Math.floor((now.getTime() - (signing?.activeAt ?? now).getTime()) / DAY_MS)
  const dueAt = new Date((newest?.activeAt ?? now).getTime() + rotationDays * DAY_MS)
  const says = `${keys.length}; the one that signs is ${ageDays} ${ageDays === 1 ? 'day' : 'days'} old, the next is made on ${dueAt.toISOString().slice(0, 10)}`
  if (dueAt.getTime() + DAY_MS < now.getTime())
    return [warning(says, 'That is overdue: a running server makes it, or `pnpm keys:rotate` does.')]
  if (rotationDays > MAX_AGE_DAYS)
    return [warning(says, `Lower SIGNING_KEY_ROTATION_DAYS from ${rotationDays} to a year or less.`)]
  return [ok(says)]
}
