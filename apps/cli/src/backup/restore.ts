import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { command, type GetRoster } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { Failure, misuse } from '../failure.ts'
import { printable } from '../terminal/text.ts'

/** There only in the repository: what is packed has no database in it. */
const SCRIPT = fileURLToPath(new URL('../../../server/src/commands/restore.ts', import.meta.url))

interface Restored {
  readonly dataDir: string
  readonly createdAt: string
  readonly rows: Readonly<Record<string, number>>
  readonly auditHead: { readonly events: number; readonly hash: string }
  readonly brokenAuditEvents: number
}

export const restore = (get: GetRoster) =>
  command('restore', {
    summary: 'Unpack a backup into an empty directory, and prove that it is whole.',
    details: `Needs no server, and works only in the repository of one. Every file is compared with its checksum, then the database is started and its rows and the end of its audit log are compared with what was backed up. Nothing is ever overwritten: a directory with anything in it is refused.

AUTH_SECRET is not in a backup. A server that starts on the directory makes new signing keys under the secret that it has: nobody is signed out, but mails that were waiting under another secret are not sent.`,
    examples: [
      [
        'pnpm roster restore roster-2026-01-31.tar.gz --data-dir /var/lib/roster-new',
        'Then start with DATA_DIR there.',
      ],
    ],
  })
    .argument('<file>', 'What roster backup has written.')
    .requiredOption('--data-dir <directory>', 'Where to. It is made if there is none.')
    .action(async (file, { dataDir }) => {
      const { output } = get()
      if (!existsSync(SCRIPT)) {
        throw misuse(
          'The server is not part of this installation.',
          'In its repository: pnpm roster restore FILE --data-dir DIRECTORY',
        )
      }
      const restored = await run(resolve(file), resolve(dataDir))
      const { rows, auditHead, brokenAuditEvents } = restored
      output.value(
        restored,
        `Restored ${rows.users} users and ${auditHead.events} audit events of ${restored.createdAt} into ${printable(restored.dataDir)}. Every file and every count is what was backed up.`,
      )
      output.note(`Start the server with DATA_DIR=${restored.dataDir}`)
      if (brokenAuditEvents > 0) {
        output.note(
          `The audit log was broken in ${brokenAuditEvents} places when it was backed up: roster audit verify`,
        )
      }
    })

/** @throws Failure with the reason that the database's own code gives */
async function run(file: string, dataDir: string): Promise<Restored> {
  const child = spawn(process.execPath, [SCRIPT, file, '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [printed, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const last = printed.trim().split('\n').at(-1) ?? ''
  const answer: { restored?: Restored; problem?: string } = last.startsWith('{') ? JSON.parse(last) : {}
  if (answer.restored !== undefined) return answer.restored
  const [problem = '', ...advice] = (answer.problem ?? complaint).trim().split(/(?<=\.) (?=[A-Z])/)
  throw new Failure(EXIT.failure, problem, advice.join(' ') || 'Nothing was changed.')
}
