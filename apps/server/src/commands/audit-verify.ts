import { verifyAuditChain } from '@roster/domain'
import { openMigratedDatabase, runCommand } from './command.ts'

// pnpm audit:verify: walks the hash chain of the audit log and names each changed or missing row.
await runCommand(async (env, print) => {
  await using database = await openMigratedDatabase(env)
  const { events, broken } = await verifyAuditChain(database.client)
  for (const { seq, problem } of broken) print(`row ${seq}: ${problem}`)
  print(
    broken.length === 0
      ? `The chain is whole: ${events} events.`
      : `The chain is broken in ${broken.length} places. Compare these rows with a backup; nothing in Roster changes them.`,
  )
  return broken.length === 0 ? 0 : 1
})
