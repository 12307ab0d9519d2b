import { extname } from 'node:path'
import { Option } from '@commander-js/extra-typings'
import { command, type GetRoster, parseTime } from '../../command.ts'
import { toFile, toOutput } from './target.ts'
import { csv, ndjson } from './write-users.ts'

const PAGE = 1000

export const exportUsers = (get: GetRoster) =>
  command('export', {
    summary: 'Write users to a file, NDJSON or CSV, as an import takes them.',
    details: `The oldest first. Without --output, to standard output. In CSV, an apostrophe stands before what a spreadsheet would take for a formula; the import takes it away again.

Password hashes are left out unless --password-hashes asks for them. Whoever has such a file can guess passwords for as long as they like: keep it encrypted, and delete it when it has served. They are for administrators who are signed in, not for API keys, and each page of them is in the audit log.`,
    examples: [
      ['roster users export --output users.csv', 'Everybody, for a spreadsheet.'],
      ['roster users export --status active --created-after 30d > new.ndjson', 'The same filters as in the list.'],
      ['roster users export --include-deleted --password-hashes --output all.ndjson', 'To move to another server.'],
    ],
  })
    .option('-o, --output <file>', 'The file. It is there when it is complete, readable by you alone.')
    .addOption(new Option('--format <format>', 'Else as the file is called.').choices(['ndjson', 'csv'] as const))
    .option('--search <text>', 'Part of the e-mail address or the name, in any case.')
    .addOption(new Option('--role <role>', 'Only these.').choices(['user', 'admin'] as const))
    .addOption(new Option('--status <status>', 'Only these.').choices(['active', 'disabled', 'deleted'] as const))
    .option('--created-after <time>', 'Inclusive: a day, a time with a zone, or an age such as 90d.', parseTime)
    .option('--created-before <time>', 'The same, for the other end.', parseTime)
    .option('--include-deleted', 'Deleted users too, as long as they can be restored.')
    .option('--password-hashes', 'Password hashes too. Anybody who gets hold of them can try to guess the passwords.')
    .action(async ({ output: path, format, passwordHashes: includePasswordHashes = false, ...filter }) => {
      const roster = get()
      const { users } = await roster.client()
      const isCsv =
        (format ?? (path !== undefined && extname(path).toLowerCase() === '.csv' ? 'csv' : 'ndjson')) === 'csv'
      const { header, page: pageOf } = isCsv ? csv(includePasswordHashes) : ndjson
      let count = 0
      {
        await using target = path === undefined ? toOutput(roster.terminal) : await toFile(path)
        using progress = roster.progress('Exporting')
        if (header !== '') await target.write(header)
        let cursor: string | null | undefined
        while (cursor !== null) {
          const page = await users.export.query({
            ...filter,
            includePasswordHashes,
            limit: PAGE,
            ...(cursor !== undefined && { cursor }),
          })
          if (page.items.length > 0) await target.write(pageOf(page.items))
          count += page.items.length
          cursor = page.nextCursor
          progress.update(count)
        }
        await target.finish()
      }
      const where = path === undefined ? '' : ` to ${path}`
      roster.output.note(`${count} users${where}.`)
      if (includePasswordHashes) {
        roster.output.note('It holds password hashes: keep it encrypted, and delete it when it has served.')
      }
    })
