import type { PrismaClient } from '@roster/db'
import { appendAuditEvents } from '../audit/store.ts'
import type { Services } from '../context.ts'
import { rotateSigningKey } from './rotate-signing-key.ts'
import { openSigningKey } from './signing-key.ts'
import { findSigningKeys } from './signing-key-store.ts'

/**
 * Makes a new signing key before its time: the server does so by itself every SIGNING_KEY_ROTATION_DAYS. It signs once
 * it has been published for ten minutes (the first one at once); tokens of the key before it stay valid until they
 * expire. Running servers find it within minutes.
 * @returns the `kid` of the new key
 * @throws SigningKeyError when AUTH_SECRET is not the one that the servers use: they could not open the new key
 */
export async function rotateKeysNow({
  client,
  vault,
  now,
}: Pick<Services, 'vault' | 'now'> & { readonly client: PrismaClient }): Promise<string> {
  for (const key of await findSigningKeys(client, now())) await openSigningKey(vault, key)
  const kid = await rotateSigningKey({
    client,
    vault,
    now,
    report: () => undefined,
    recordKeyCreated: (db, kid) =>
      appendAuditEvents(
        { db, now, actor: { type: 'system' }, request: { id: null, ipAddress: null, userAgent: null } },
        [{ action: 'signing_key.created', subjectId: null, changes: { kid } }],
      ),
  })
  if (kid === undefined) throw new Error('No key was made')
  return kid
}
