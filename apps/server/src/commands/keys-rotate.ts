import { createVault, listSigningKeys, rotateKeysNow } from '@roster/domain'
import { keepAuthSecret } from '../auth-secret.ts'
import { openMigratedDatabase, runCommand } from './command.ts'

const HELP = `pnpm keys:rotate

Makes a new key for access tokens now. The server does so by itself every SIGNING_KEY_ROTATION_DAYS; do it by hand when
you suspect that the old one has become known, or to see that rotation works.

Nobody is signed out. The new key is published at once (/.well-known/jwks.json) and signs ten minutes later, when every
server and every program that keeps a copy of the list has it; tokens that the old one signed stay valid until they
expire, 15 minutes at the most, and the old key is deleted at the rotation after that. Each rotation is in the audit log
(signing_key.created).

Needs the AUTH_SECRET of the servers, and stops when it is another one. On the embedded engine the server has to be
stopped. See also: pnpm keys:list`

await runCommand(async (env, print) => {
  await using database = await openMigratedDatabase(env)
  const vault = createVault(env.authSecret ?? (await keepAuthSecret(env.dataDir)))
  const services = { client: database.client, vault, now: () => new Date() }
  const kid = await rotateKeysNow(services)
  const made = (await listSigningKeys(services)).find((key) => key.kid === kid)
  print(
    `Made ${kid}. It signs from ${made?.activeAt.toISOString()} on; the key before it verifies until its last token has expired.`,
  )
  return 0
}, HELP)
