import { text } from 'node:stream/consumers'
import { UserCreate } from '@roster/contract'
import { DataDirLockedError } from '@roster/db'
import { DomainError, ensureBootstrapAdmin, systemContext } from '@roster/domain'
import { openDeps } from '../deps.ts'
import { createLogger } from '../plugins/logging.ts'
import { runCommand } from './command.ts'

const HELP = `apps/server/src/commands/admin-create.ts < user.json

Makes the first administrator in the database itself, while the server is stopped. Reads { "email", "password", "name" }
from standard input and prints { "user" }, or why not. It is what pnpm roster admin create runs.`

await runCommand(async (env, print) => {
  const outcome = (value: object, exitCode: number) => {
    print(JSON.stringify(value))
    return exitCode
  }
  const input = UserCreate.safeParse(JSON.parse(await text(process.stdin)))
  if (!input.success) {
    const errors = input.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
    return outcome({ errors }, 1)
  }
  try {
    await using deps = await openDeps(env, createLogger({ level: 'silent' }))
    const user = await ensureBootstrapAdmin(systemContext(deps.services), input.data)
    return user === undefined ? outcome({ exists: true }, 1) : outcome({ user }, 0)
  } catch (error) {
    if (error instanceof DataDirLockedError) return outcome({ inUse: error.message }, 1)
    if (!(error instanceof DomainError)) throw error
    const errors = error.issues?.map(({ path, message }) => ({ field: path.join('.'), message }))
    return outcome({ errors: errors ?? [{ field: 'email', message: error.message }] }, 1)
  }
}, HELP)
