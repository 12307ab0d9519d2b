import { Option } from '@commander-js/extra-typings'
import { command, type GetRoster, parseCount } from '../command.ts'
import { walk } from '../server/pages.ts'
import { keyColumns } from './fields.ts'

const DEFAULT_LIMIT = 50

export const listKeys = (get: GetRoster) =>
  command('list', {
    summary: 'List API keys, the newest first.',
    details: 'Those that have ended are in it too. No secret is. Takes a session: keys cannot list keys.',
    examples: [
      ['roster keys list', 'What there is, and when it was last used.'],
      ["roster keys list --all --json | jq -r '.[] | select(.revoked_at == null) | .name'", 'For a script.'],
    ],
  })
    .addOption(new Option('--limit <count>', `How many at the most (default: ${DEFAULT_LIMIT}).`).argParser(parseCount))
    .addOption(new Option('--all', 'All of them.').conflicts('limit'))
    .action(async ({ all, limit }) => {
      const roster = get()
      const { apiKeys } = await roster.client()
      const found = walk(all ? undefined : (limit ?? DEFAULT_LIMIT), (page) => apiKeys.list.query(page))
      const count = await roster.output.list(found, keyColumns)
      if (count === 0) roster.output.note('There are no API keys.')
      else if (found.hasMore)
        roster.output.note(`There are more than these ${count}: add --all, or --limit with a number.`)
    })
