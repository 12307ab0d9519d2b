import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { UserRead } from '@roster/client'
import { EXIT } from '../exit-code.ts'
import { Failure, misuse } from '../failure.ts'

/** There only in the repository: what is packed has no server in it. */
const SCRIPT = fileURLToPath(new URL('../../../server/src/commands/admin-create.ts', import.meta.url))

interface Answer {
  readonly user?: UserRead
  readonly exists?: boolean
  readonly inUse?: string
  readonly errors?: ReadonlyArray<{ readonly field: string; readonly message: string }>
}

/**
 * Has the server's own code make the first administrator, under the lock of the data directory.
 * @throws Failure when it is held, when there is an administrator, when a value is refused
 */
export async function createOffline(admin: object): Promise<UserRead> {
  if (!existsSync(SCRIPT)) {
    throw misuse(
      'The server is not part of this installation.',
      'In its repository, with its environment: pnpm roster admin create EMAIL --offline. Or start it, and use the link that it prints.',
    )
  }
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify(admin))
  const [printed, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const { user, exists, inUse, errors } = parse(printed)
  if (user !== undefined) return user
  if (exists) {
    throw new Failure(
      EXIT.conflict,
      'There is an administrator already: nothing was changed.',
      'They can make another one: roster users invite EMAIL --role admin',
    )
  }
  if (errors !== undefined) {
    const details = errors.map(({ field, message }) => `\n  ${field}: ${message}`).join('')
    throw new Failure(
      EXIT.invalid,
      `The server does not accept this:${details}`,
      'Correct it, and run the command again.',
    )
  }
  if (inUse !== undefined) {
    throw new Failure(
      EXIT.conflict,
      inUse,
      'If that is the server, leave out --offline, and use the link that it has printed.',
    )
  }
  throw new Failure(EXIT.failure, complaint.trim(), 'See how the server is set up: pnpm doctor')
}

function parse(printed: string): Answer {
  try {
    return JSON.parse(printed.trim().split('\n').at(-1) ?? '')
  } catch {
    return {}
  }
}
