import { Option } from '@commander-js/extra-typings'
import { command, type GetRoster, parseCount, parseTime } from '../command.ts'
import { walk } from '../server/pages.ts'
import { userColumns } from './fields.ts'

const SORTS = [
  'created_at',
  '-created_at',
  'email',
  '-email',
  'name',
  '-name',
  'last_login_at',
  '-last_login_at',
] as const
const DEFAULT_LIMIT = 50

export const listUsers = (get: GetRoster) =>
  command('list', {
    summary: 'List users, the newest first.',
    details: `Deleted users are listed with --status deleted alone. Shows ${DEFAULT_LIMIT} unless told otherwise.`,
    examples: [
      ['roster users list --role admin', 'Who the administrators are.'],
      ['roster users list --search example.org --sort email', 'Part of an address or a name.'],
      ['roster users list --all --created-after 30d --ndjson > new-users.ndjson', 'Everyone of the last 30 days.'],
      ['roster users list --status disabled --all --quiet', 'The ids alone.'],
    ],
  })
    .option('--search <text>', 'Part of the e-mail address or the name, in any case.')
    .addOption(new Option('--role <role>', 'Only these.').choices(['user', 'admin'] as const))
    .addOption(new Option('--status <status>', 'Only these.').choices(['active', 'disabled', 'deleted'] as const))
    .option('--created-after <time>', 'Inclusive: a day, a time with a zone, or an age such as 90d.', parseTime)
    .option('--created-before <time>', 'The same, for the other end.', parseTime)
    .addOption(new Option('--sort <field>', 'With a dash: backwards.').choices(SORTS).default('-created_at' as const))
    .addOption(new Option('--limit <count>', `How many at the most (default: ${DEFAULT_LIMIT}).`).argParser(parseCount))
    .addOption(new Option('--all', 'All of them.').conflicts('limit'))
    .action(async ({ all, limit, ...filter }) => {
      const { client, output } = get()
      const { users } = await client()
      const found = walk(all ? undefined : (limit ?? DEFAULT_LIMIT), (page) => users.list.query({ ...filter, ...page }))
      const count = await output.list(found, userColumns)
      if (count === 0) output.note('No users match.')
      else if (found.hasMore) output.note(`There are more than these ${count}: add --all, or --limit with a number.`)
    })
