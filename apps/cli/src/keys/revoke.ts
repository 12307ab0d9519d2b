import type { ApiKeyRead, RosterClient } from '@roster/client'
import { carryOut, DRY_RUN, YES } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { Failure, misuse } from '../failure.ts'
import { timeOf } from '../output/output.ts'
import { walk } from '../server/pages.ts'
import { keyFields } from './fields.ts'

export const revokeKey = (get: GetRoster) =>
  command('revoke', {
    summary: 'Revoke an API key, for good.',
    details:
      'Asks first. The next request with it is refused. To rotate a key: make the new one, use it, then revoke the old one.',
    examples: [
      ['roster keys revoke "Nightly export"', 'By its name, if it is the only one.'],
      ['roster keys revoke rstr_a1B2c3 --yes', 'By what the secret begins with.'],
      ['roster keys revoke 0190b0d0-1c2d-7e3f-8a4b-5c6d7e8f9a0b --dry-run', 'By its id; nothing is changed.'],
    ],
  })
    .argument('<key>', 'The id of the key, its name, or what its secret begins with.')
    .option(...DRY_RUN)
    .option(...YES)
    .action(async (which, options) => {
      const roster = get()
      const client = await roster.client()
      const key = await findKey(client, which)
      const isDone = key.revokedAt !== null
      const plan = {
        operation: 'apiKeys.revoke',
        title: `Revoke the API key “${key.name}” (${key.prefix}…)`,
        subjectId: key.id,
        changes: {},
        effects: isDone
          ? []
          : [`Refuses every request with it from now on. It was last used: ${timeOf(key.lastUsedAt) ?? 'never'}.`],
      }
      const unchanged = () => roster.output.item(key, keyFields)
      await carryOut(roster, plan, { ...options, isDestructive: true, unchanged }, async () => {
        await client.apiKeys.revoke.mutate({ apiKeyId: key.id })
        roster.output.item(await findKey(client, key.id), keyFields, `Revoked the API key “${key.name}”.`)
      })
    })

async function findKey(client: RosterClient, which: string): Promise<ApiKeyRead> {
  const found: ApiKeyRead[] = []
  for await (const key of walk(undefined, (page) => client.apiKeys.list.query(page))) {
    if (key.id === which.toLowerCase()) return key
    if (key.name === which || (which.length >= key.prefix.length && which.startsWith(key.prefix))) found.push(key)
  }
  const living = found.filter(({ revokedAt }) => revokedAt === null)
  const [key, other] = living.length > 0 ? living : found
  if (key === undefined) {
    throw new Failure(EXIT.notFound, `There is no API key “${which}”.`, 'See which there are: roster keys list --all')
  }
  if (other === undefined) return key
  throw misuse(`“${which}” names ${found.length} keys.`, `Say which by its id: ${found.map(({ id }) => id).join(', ')}`)
}
