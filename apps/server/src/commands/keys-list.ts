import { createVault, listSigningKeys } from '@roster/domain'
import { readAuthSecret } from '../auth-secret.ts'
import { openMigratedDatabase, runCommand } from './command.ts'

const HELP = `pnpm keys:list

Lists the keys that access tokens are signed with: their public names (kid), what each is for, and since when.
  signs   signs access tokens now
  next    published already, signs later
  old     only verifies the tokens it has signed, until it expires
On the embedded engine the server has to be stopped; /.well-known/jwks.json names the keys of one that runs.`

const WORDS = { signs: 'signs', next: 'next ', old: 'old  ' } as const

await runCommand(async (env, print) => {
  await using database = await openMigratedDatabase(env)
  const vault = createVault(env.authSecret ?? (await readAuthSecret(env.dataDir)) ?? '')
  const keys = await listSigningKeys({ client: database.client, vault, now: () => new Date() })
  for (const { kid, state, createdAt, activeAt, expiresAt, opens } of keys) {
    const until = expiresAt === null ? '' : `, verifies until ${expiresAt.toISOString()}`
    const sealed = opens ? '' : '  CANNOT BE OPENED under this AUTH_SECRET'
    print(
      `${WORDS[state]}  ${kid}  made ${createdAt.toISOString()}, signs from ${activeAt.toISOString()}${until}${sealed}`,
    )
  }
  if (keys.length === 0) print('There are no keys yet: the first start makes one.')
  return keys.every(({ opens }) => opens) ? 0 : 1
}, HELP)
