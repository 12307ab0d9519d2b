import type { AuditVerification } from '@roster/client'
import { command, type GetRoster } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import type { Roster } from '../roster.ts'
import { printable } from '../terminal/text.ts'

export const verifyAudit = (get: GetRoster) =>
  command('verify', {
    summary: 'Check that nobody has tampered with the audit log.',
    details:
      'Each event carries a hash over itself and the one before it. Walks all of them; exit code 8 when one was changed or is missing. Keep the newest hash elsewhere: a log that was cut off at its end no longer has it.',
    examples: [
      ['roster audit verify', 'Says whether the log is whole.'],
      ['roster audit verify --json | jq -r .head >> heads.txt', 'Keeps the newest hash.'],
      ['roster audit verify --quiet || mail -s "Roster: audit log" ops@example.com < /dev/null', 'From a timer.'],
    ],
  }).action(async () => {
    const roster = get()
    const result = await verifyAll(roster)
    const { nextCursor: _, ...shown } = result
    if (!result.intact) roster.exitCode = EXIT.findings
    if (roster.output.isQuiet) return
    roster.output.value(shown, describe(result))
  })

async function verifyAll(roster: Roster): Promise<AuditVerification> {
  const client = await roster.client()
  using progress = roster.progress('Events')
  let result = await client.audit.verify.query({})
  while (result.nextCursor !== null) {
    progress.update(result.checked, result.total)
    result = await client.audit.verify.query({ cursor: result.nextCursor })
  }
  return result
}

function describe({ checked, brokenAt, head }: AuditVerification): string {
  if (brokenAt === null) return `The audit log is whole: ${checked} events.\nNewest hash: ${printable(head ?? '–')}`
  const { seq, problem, eventId } = brokenAt
  const what =
    problem === 'missing' ? `Event ${seq} is missing.` : `Event ${seq} (${printable(eventId ?? '?')}) was changed.`
  return `The audit log is broken. ${what}\nCompare it with a backup, and find out who can write to the database: Roster itself never changes an event.`
}
