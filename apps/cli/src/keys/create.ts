import type { ApiKeyCreated, ApiKeysCreateInput } from '@roster/client'
import { carryOut, DRY_RUN } from '../change/carry-out.ts'
import { addToList, command, type GetRoster, parseEnd } from '../command.ts'
import type { Output } from '../output/output.ts'
import { cardOf } from '../output/table.ts'
import { printable } from '../terminal/text.ts'
import { keyFields } from './fields.ts'

export const createKey = (get: GetRoster) =>
  command('create', {
    summary: 'Make an API key for a program.',
    details:
      'The secret is shown this once: --quiet prints it alone. A scope is a group (users:read, users:write, sessions:read, sessions:write, audit:read, statistics:read) or a single procedure such as users.list; one that there is not is answered with all there are. A key ends when it expires or is revoked, and when you are no administrator any longer. Takes a session: keys cannot make keys.',
    examples: [
      ['roster keys create "Nightly export" --scope users:read --expires 90d', 'Reads users, for 90 days.'],
      [
        'roster keys create CI --scope users.list,users.update --expires 2027-01-31 --ip-range 203.0.113.0/24',
        'Two procedures, from one network.',
      ],
      [
        'export ROSTER_API_KEY=$(roster keys create Shell --scope users:read --expires 12h --quiet)',
        'Straight into the environment.',
      ],
    ],
  })
    .argument('<name>', 'What the key is for.')
    .requiredOption('--scope <scopes>', 'What it may do, with commas in between. May be repeated.', addToList)
    .requiredOption(
      '--expires <time>',
      'When it ends: a day, a time with a zone, or in how long, such as 90d. A year at most.',
      parseEnd,
    )
    .option(
      '--ip-range <blocks>',
      'Where it may be used from: addresses, or blocks such as 203.0.113.0/24, in the same way.',
      addToList,
    )
    .option(...DRY_RUN)
    .action(async (name, { scope, expires: expiresAt, ipRange: ipRanges = [], ...options }) => {
      const roster = get()
      const client = await roster.client()
      const plan = {
        operation: 'apiKeys.create',
        title: `Create the API key “${name}”`,
        subjectId: null,
        changes: {
          name: { from: null, to: name },
          scopes: { from: null, to: scope },
          ip_ranges: { from: null, to: ipRanges },
          expires_at: { from: null, to: expiresAt },
        },
        effects: [],
      }
      await carryOut(roster, plan, options, async () => {
        // The server knows which scopes there are, and says so.
        const scopes = scope as ApiKeysCreateInput['scopes']
        show(await client.apiKeys.create.mutate({ name, scopes, expiresAt, ipRanges }), roster.output)
      })
    })

function show(key: ApiKeyCreated, output: Output): void {
  const secret = printable(key.secret)
  if (output.isQuiet) output.raw(secret)
  else output.value(key, [...cardOf(keyFields, key, output.paint), '', secret].join('\n'))
  output.note('This is the only time that the secret is shown. Use it as ROSTER_API_KEY.')
}
