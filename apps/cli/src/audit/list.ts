import { Option } from '@commander-js/extra-typings'
import { command, type GetRoster, parseCount, parseTime } from '../command.ts'
import { walk } from '../server/pages.ts'
import { auditColumns } from './fields.ts'
import { ACTION, BY, filterOf, TO } from './filter.ts'

const DEFAULT_LIMIT = 50

export const listAudit = (get: GetRoster) =>
  command('list', {
    summary: 'List what happened, the newest first.',
    details: `Who did what to whom, and from where. Shows ${DEFAULT_LIMIT} events unless told otherwise. The log holds no names and addresses, only ids.`,
    examples: [
      ['roster audit list --action user.role_changed --after 30d', 'Who became an administrator this month.'],
      ['roster audit list --to ada@example.com', 'What was done to her account.'],
      ['roster audit list --by me --after 2026-01-31 --before 2026-02-01', 'What you did on one day.'],
      ['roster audit list --all --ndjson > audit.ndjson', 'All of it, for a program.'],
    ],
  })
    .option(...BY)
    .option(...TO)
    .option(...ACTION)
    .option('--after <time>', 'Inclusive: a day, a time with a zone, or an age such as 90d.', parseTime)
    .option('--before <time>', 'The same, for the other end.', parseTime)
    .addOption(new Option('--limit <count>', `How many at the most (default: ${DEFAULT_LIMIT}).`).argParser(parseCount))
    .addOption(new Option('--all', 'All of them.').conflicts('limit'))
    .action(async ({ all, limit, after, before, ...who }) => {
      const roster = get()
      const client = await roster.client()
      const filter = { ...(await filterOf(client, who)), after, before }
      const found = walk(all ? undefined : (limit ?? DEFAULT_LIMIT), (page) =>
        client.audit.list.query({ ...filter, ...page }),
      )
      const count = await roster.output.list(found, auditColumns)
      if (count === 0) roster.output.note('Nothing of that kind happened.')
      else if (found.hasMore)
        roster.output.note(`There are more than these ${count}: add --all, or --limit with a number.`)
    })
