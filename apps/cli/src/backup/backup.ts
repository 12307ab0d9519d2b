import { existsSync } from 'node:fs'
import { command, type GetRoster } from '../command.ts'
import { misuse } from '../failure.ts'
import { download } from './download.ts'
import { fetchBackup } from './fetch-backup.ts'

export const backup = (get: GetRoster) =>
  command('backup', {
    summary: 'Write a backup of the whole server to a file, while it runs.',
    details: `For servers with the embedded database; PostgreSQL has pg_dump. Everybody waits for a moment while the data is copied, and goes on while it is sent. Needs an administrator, or an API key with the scope backup.read.

The file has everything in it that the server knows, password hashes and addresses included: keep it encrypted. AUTH_SECRET is not in it, so it signs nobody in. See docs/backup.md.`,
    examples: [
      ['roster backup roster-$(date +%F).tar.gz', 'Today’s.'],
      ['ROSTER_URL=… ROSTER_API_KEY=… roster backup --force latest.tar.gz', 'From a timer, over the one before.'],
    ],
  })
    .argument('<file>', 'Where to. It is there when it is complete, readable by you alone.')
    .option('--force', 'Replace a file that is there.')
    .action(async (path, { force }) => {
      const roster = get()
      if (!force && existsSync(path)) throw misuse(`${path} is there already.`, 'Choose another name, or add --force.')
      const reply = await fetchBackup(roster)
      const result = await (async () => {
        using progress = roster.progress('Backing up, bytes')
        return await download(reply, path, (bytes) => progress.update(bytes))
      })()
      roster.output.value({ file: path, ...result }, `Wrote ${path}: ${result.bytes} bytes, SHA-256 ${result.sha256}.`)
      roster.output.note('It holds password hashes and addresses: keep it encrypted. AUTH_SECRET is not in it.')
    })
