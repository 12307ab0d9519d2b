// Disables everybody who has not signed in for a year. Says who that would be, and does it with --apply.
//
//   ROSTER_URL=… ROSTER_API_KEY=… node disable-inactive.ts [--days 365] [--apply]
//
// The key needs the scopes users.list and users.update. Administrators are left alone, and so are accounts that are
// younger than that.
import { env, exit, stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { createRosterClient, isRosterError, type UserRead } from '@roster/client'

const DAY_MS = 86_400_000

const { values } = parseArgs({ options: { days: { type: 'string', default: '365' }, apply: { type: 'boolean' } } })
const days = Number(values.days)
const { ROSTER_URL: url, ROSTER_API_KEY: apiKey } = env
if (!url || !apiKey || !Number.isInteger(days) || days < 1) {
  stderr.write('Set ROSTER_URL and ROSTER_API_KEY. --days takes a whole number above 0.\n')
  exit(2)
}

const client = createRosterClient({ url, apiKey })
const before = new Date(Date.now() - days * DAY_MS).toISOString()

let found = 0
let failed = 0
for await (const user of inactiveUsers()) {
  found += 1
  const since = user.lastLoginAt ?? 'never'
  if (!values.apply) {
    stdout.write(`Would disable ${user.email} (last sign-in: ${since})\n`)
    continue
  }
  try {
    await client.users.update.mutate({ userId: user.id, status: 'disabled' })
    stdout.write(`Disabled ${user.email} (last sign-in: ${since})\n`)
  } catch (error) {
    // One who was deleted meanwhile is no reason to leave the others.
    if (!isRosterError(error, 'USER_NOT_FOUND', 'LAST_ADMIN')) throw error
    stderr.write(`${user.email}: ${error.message}\n`)
    failed += 1
  }
}
stdout.write(values.apply ? `${found - failed} disabled.\n` : `${found} would be disabled. Add --apply to do it.\n`)
exit(failed > 0 ? 1 : 0)

/** Page by page: somebody who is disabled on the way leaves the list, and nobody is passed over. */
async function* inactiveUsers(): AsyncGenerator<UserRead> {
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await client.users.list.query({
      status: 'active',
      role: 'user',
      createdBefore: before,
      sort: 'created_at',
      limit: 100,
      ...(cursor && { cursor }),
    })
    for (const user of page.items) if (user.lastLoginAt === null || user.lastLoginAt < before) yield user
    cursor = page.nextCursor
  }
}
