import { Option } from '@commander-js/extra-typings'
import { command, type GetRoster, parseCount } from '../../command.ts'
import { EXIT } from '../../exit-code.ts'
import type { Roster } from '../../roster.ts'
import { batchesOf } from './batches.ts'
import { openFile } from './open-file.ts'
import { readRows } from './read-rows.ts'
import { openReport } from './report-file.ts'
import { type Result, sendBatch } from './send-batch.ts'
import { sourceNames, sources } from './sources/sources.ts'
import { checkTotals, createTally, sentenceOf } from './tally.ts'

/** Of the rows that were not taken, so many are shown; the report has them all. */
const SHOWN_PROBLEMS = 10

export const importUsers = (get: GetRoster) =>
  command('import', {
    summary: 'Make users of a file: CSV, NDJSON or JSON, from another system or an export.',
    details: `Ids, times, names, status and password hashes are kept where they can be; people sign in with the passwords they have. Nobody who is there is changed, and no mail goes out. After an interruption, run it again: rows that were taken are known, and each is there once.

Ends with 8 when a row was in conflict with a user who is there, or not valid; the others are imported all the same. What each system's file has to look like, and which hashes are known, is in docs/import-export.md.`,
    examples: [
      ['roster users import users.csv --dry-run', 'What would happen.'],
      ['roster users import users.ndjson --report outcome.ndjson', 'A line in the report for each row.'],
      ['roster users import auth0.json.gz --from auth0', 'Packed files are unpacked on the way.'],
      [
        'ROSTER_FIREBASE_SIGNER_KEY=… roster users import users.json --from firebase',
        'With the parameters that the console of the project shows.',
      ],
      ['python manage.py dumpdata auth.user | roster users import - --from django', 'From standard input.'],
    ],
  })
    .argument('<file>', 'The file, or - for standard input.')
    .addOption(new Option('--from <system>', 'Where it is from.').choices(sourceNames).default('generic' as const))
    .option('--dry-run', 'Say what would be done, and do nothing.')
    .option('--report <file>', 'Write what became of each row to this file, as NDJSON.')
    .option('--drop-unusable-hashes', 'Take users whose hash cannot be used without a password: they need a reset.')
    .option('--emails-verified', 'Take all addresses as confirmed.')
    .option('--keep-admins', 'Make administrators of those who were (Django, Keycloak, better-auth).')
    .option('--ignore-unknown', 'Leave out fields that Roster does not know.')
    .option('--delimiter <character>', 'What stands between the values of a CSV file.', ',')
    .option('--firebase-salt-separator <base64>', 'As the Firebase console shows it.', 'Bw==')
    .option('--firebase-rounds <count>', 'The same.', parseCount, 8)
    .option('--firebase-mem-cost <count>', 'The same.', parseCount, 14)
    .action(async (path, options) => {
      const roster = get()
      const client = await roster.client()
      await using file = await openFile(path, roster.terminal.input)
      await using report = await openReport(options.report)
      const rows = readRows(file, sources[options.from], {
        delimiter: options.delimiter === '\\t' ? '\t' : options.delimiter,
        keepAdmins: options.keepAdmins ?? false,
        emailsVerified: options.emailsVerified ?? false,
        ignoreUnknown: options.ignoreUnknown ?? false,
        firebase: {
          signerKey: roster.environment.firebaseSignerKey,
          saltSeparator: options.firebaseSaltSeparator,
          rounds: options.firebaseRounds,
          memCost: options.firebaseMemCost,
        },
      })
      const sending = {
        dryRun: options.dryRun ?? false,
        dropUnusableHashes: options.dropUnusableHashes ?? false,
        onRetry: (error: Error, seconds: number) =>
          roster.output.note(`${error.message} Trying again in ${Math.ceil(seconds)} s.`),
      }
      const problems: Result[] = []
      const tally = createTally()
      {
        using progress = roster.progress('Importing')
        for await (const batch of batchesOf(tally.counting(rows))) {
          const results = await sendBatch(client, batch, sending)
          tally.add(results)
          await report.write(results)
          const room = SHOWN_PROBLEMS - problems.length
          problems.push(...results.filter(isProblem).slice(0, room))
          progress.update(tally.totals.read, expectedRows(file.readBytes(), file.totalBytes, tally.totals.read))
        }
      }
      checkTotals(tally.totals)
      showProblems(roster, problems, tally.totals.conflict + tally.totals.invalid, options.report)
      roster.output.value({ dryRun: sending.dryRun, ...tally.totals }, sentenceOf(tally.totals, sending.dryRun))
      if (tally.totals.conflict + tally.totals.invalid > 0) roster.exitCode = EXIT.findings
    })

/** How many there will be, going by how far the file was read. */
function expectedRows(readBytes: number, totalBytes: number | undefined, rows: number): number | undefined {
  return totalBytes === undefined || readBytes === 0 ? undefined : Math.round((rows * totalBytes) / readBytes)
}

const isProblem = ({ outcome }: Result): boolean => outcome === 'conflict' || outcome === 'invalid'

function showProblems({ output }: Roster, shown: readonly Result[], count: number, report: string | undefined): void {
  for (const { entry, outcome, errors } of shown) {
    const { number, line, meaning } = entry
    const where = line === undefined ? `Row ${number}` : `Row ${number} (line ${line})`
    const who = 'row' in meaning ? ` ${meaning.row.email ?? 'without an address'}` : ''
    const reasons = errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    output.note(`${where}${who}: ${outcome === 'conflict' ? 'conflict' : 'not valid'}. ${reasons.join('; ')}`)
  }
  if (count > shown.length) {
    const where =
      report === undefined ? 'With --report FILE, all of them are in a file.' : `All of them are in ${report}.`
    output.note(`… and ${count - shown.length} more. ${where}`)
  }
}
